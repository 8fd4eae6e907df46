/**
 * make bench and make capacity: bring what they need, and run them.
 *
 *   ts-node ci/measure.ts bench [OPTION…]    the web app beside what one would write instead; OPTIONs of the benchmark, see its --help
 *   ts-node ci/measure.ts capacity [PART…]   what each part can carry: requests memory persistence replication monitoring; each takes
 *                                            less than four minutes
 */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { type BinaryName, catalog, findBinaries } from '../tools/deploy/binaries';
import { reportFailure, StackError } from '../tools/deploy/errors';
import { runAttached } from '../tools/deploy/run';
import { PROJECT_ROOT } from '../tools/values/io';

async function main([what, ...args]: string[]): Promise<void> {
  if (what !== 'bench' && what !== 'capacity') throw new StackError('usage: measure.ts bench|capacity …', '', 2);
  if (process.platform !== 'linux') throw new StackError(`${what} needs Linux, where processes can be pinned to cores`);
  if (availableParallelism() < 2) {
    throw new StackError(`${what} needs two cores: one for what is measured, one for what loads it`);
  }
  process.chdir(PROJECT_ROOT);
  if (what === 'capacity') {
    await provide(['redis-server', 'prometheus', 'wrk']);
    return runAttached('ts-node', 'tools/sizing/measure/main.ts', ...args);
  }
  await provide(['redis-server', 'wrk']);
  if (!isInstalled('webapp/bench'))
    runAttached('npm', 'ci', '--prefix', 'webapp/bench', '--ignore-scripts', '--no-fund', '--no-audit');
  runAttached('npm', '--prefix', 'webapp', 'run', '--silent', 'build');
  process.env['PATH'] = [join(PROJECT_ROOT, 'webapp/node_modules/.bin'), process.env['PATH']].join(delimiter);
  runAttached('npm', '--prefix', 'webapp/bench', 'run', '--silent', 'start', '--', ...args);
}

// --- internal ---

async function provide(names: BinaryName[]): Promise<void> {
  for (const [name, path] of Object.entries(await findBinaries(names))) {
    process.env[catalog[name as BinaryName].variable] = path;
  }
}

function isInstalled(folder: string): boolean {
  const time = (file: string) => statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return time('node_modules/.package-lock.json') > time('package-lock.json');
}

main(process.argv.slice(2)).catch(reportFailure('measure'));
