import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { during } from '../progress';
import { type RunOptions, runOrFail } from '../run';

/**
 * Makes the web app ready to run: installs its packages and builds it, each only when something changed.
 * @param repository the project's folder
 * @returns a text that changes with each build
 */
export async function buildWebapp(repository: string, options: RunOptions): Promise<string> {
  const webapp = join(repository, 'webapp');
  // The project's own npm: npm 9, which Debian 12 and Ubuntu 24.04 have, can't read the web app's overrides.
  const own = [join(repository, 'node_modules/.bin'), dirname(process.execPath)].join(':');
  // This process may run under npx, whose settings must not steer another package's installation.
  const env = { ...withoutNpmSettings(process.env), PATH: `${own}:${process.env['PATH'] ?? ''}` };
  const inWebapp = { ...options, cwd: webapp, env };
  const lockFile = join(webapp, 'package-lock.json');
  const installed = join(webapp, 'node_modules', '.package-lock.json');
  if (modifiedAt(installed) < modifiedAt(lockFile)) {
    const install = ['ci', '--no-audit', '--no-fund'];
    await during("installing the web app's packages", () => runOrFail('npm', install, inWebapp));
  }
  const built = join(webapp, 'dist', 'main.js');
  const sources = [join(webapp, 'src'), lockFile, ...configurationFiles(webapp)];
  if (modifiedAt(built) < Math.max(...sources.map(newestIn))) {
    try {
      await during('building the web app', () => runOrFail('npm', ['run', 'build'], inWebapp));
    } catch (error) {
      // Half a build must not look like a new one.
      rmSync(built, { force: true });
      throw error;
    }
  }
  return String(newestIn(join(webapp, 'dist')));
}

/**
 * The latest modification time in a file or folder tree, in ms since 1970; 0 when there is none.
 */
export function newestIn(path: string): number {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return modifiedAt(path);
  return Math.max(0, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

// --- internal ---

function configurationFiles(webapp: string): string[] {
  return readdirSync(webapp)
    .filter((name) => name === 'package.json' || name.startsWith('tsconfig'))
    .map((name) => join(webapp, name));
}

function modifiedAt(file: string): number {
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}

function withoutNpmSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(npm_|NODE_ENV$)/.test(name)));
}
