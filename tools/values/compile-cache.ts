/**
 * Keeps what ts-node makes of each source file, so that only the first run after a change waits for the compiler. To be imported before
 * anything else: what is loaded earlier isn't seen.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from '@swc/core/package.json';
import { cacheFolder, readCached, writeCached } from './cache';

interface Compiler {
  compile(code: string, fileName: string): string;
}

/** Raise it whenever tsconfig.json changes what comes out. */
const CACHE_VERSION = 1;

const compiler = (process as unknown as Record<symbol, Compiler | undefined>)[Symbol.for('ts-node.register.instance')];

if (compiler) {
  /** By file. What ts-node has compiled itself it knows; stacks of the others get their lines by the map at the end of each. */
  const compiled = new Map<string, string>();
  sourceMapSupport()?.install({ environment: 'node', retrieveFile: (name) => compiled.get(localPath(name)) ?? '' });
  const compile = compiler.compile.bind(compiler);
  const folder = path.join(cacheFolder(process.env), 'code');
  compiler.compile = (code, fileName) => {
    const key = createHash('sha256').update(`${CACHE_VERSION}\n${version}\n${fileName}\n${code}`).digest('hex');
    const file = path.join(folder, `${key}.js`);
    const known = readCached(file);
    if (known) {
      compiled.set(fileName, known);
      return known;
    }
    const made = compile(code, fileName);
    writeCached(file, made);
    return made;
  };
}

// --- internal ---

interface SourceMapSupport {
  install(options: { environment: 'node'; retrieveFile(name: string): string }): void;
}

/** ts-node's own. Without it stacks name the lines of the compiled files. */
function sourceMapSupport(): SourceMapSupport | undefined {
  try {
    return require('@cspotcode/source-map-support') as SourceMapSupport;
  } catch {
    return undefined;
  }
}

function localPath(name: string): string {
  return name.startsWith('file:') ? fileURLToPath(name) : name;
}
