/** The local stack's command line; see `main.ts --help`. */
import { join, resolve } from 'node:path';
import { printAddresses } from './addresses';
import { readArguments, USAGE } from './args';
import { type ChartRequest, renderChart } from './chart';
import { down } from './down';
import { describeError, StackError } from './errors';
import { defaultPorts } from './ports';
import { catalog, findPrograms, type ProgramName } from './programs';
import { findHelm } from './programs/helm';
import { shellQuote } from './programs/wrapper';
import { status } from './status';
import { wasAborted } from './steps';
import { up } from './up';

const repository = resolve(__dirname, '..', '..');
const stateFolder = resolve(process.env['TME1CRV_STATE'] || join(repository, '.local'));
const stopped = new AbortController();
let exitCodeWhenStopped = 1;

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.on(signal, () => {
    exitCodeWhenStopped = code;
    stopped.abort();
  });
}

// A reader that has seen enough (`| head`) is no reason to fail.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (stopped.signal.aborted && wasAborted(error)) {
      process.exitCode = exitCodeWhenStopped;
      return;
    }
    process.stderr.write(`error: ${describeError(error)}\n`);
    process.exitCode = error instanceof StackError ? error.exitCode : 70;
  },
);

async function main(argv: string[]): Promise<number> {
  const asked = readArguments(argv);
  switch (asked.command) {
    case 'help':
      process.stdout.write(USAGE);
      return 0;
    case 'up': {
      const stack = await up({
        ...asked,
        repository,
        stateFolder,
        ports: (replicas) => defaultPorts(replicas, asked.portOffset),
        output: process.stdout,
        stepsBefore: Number(process.env['TME1CRV_STEPS_BEFORE'] ?? 0),
        startedAt: Number(process.env['TME1CRV_STARTED_AT'] || Date.now()),
        signal: stopped.signal,
      });
      printAddresses(stack, stateFolder, process.stdout);
      return 0;
    }
    case 'down':
      return reportDown(await down(stateFolder, asked.deleteData), asked.deleteData);
    case 'status':
      return reportStatus();
    case 'values':
      return reportValues(asked.paths, { ...asked, repository });
    case 'programs':
      return reportPrograms(asked.names, asked.asEnvironment);
  }
}

function reportDown({ stopped: parts, killed }: { stopped: string[]; killed: string[] }, deleted: boolean): number {
  process.stdout.write(parts.length === 0 ? 'nothing was running\n' : `stopped: ${parts.join(', ')}\n`);
  if (killed.length > 0)
    process.stdout.write(`these did not end by themselves and were killed: ${killed.join(', ')}\n`);
  process.stdout.write(deleted ? `${stateFolder} was deleted\n` : `data, logs and password stay in ${stateFolder}\n`);
  return 0;
}

function reportStatus(): number {
  const parts = status(stateFolder);
  if (parts.length === 0) process.stdout.write('the local stack is down\n');
  for (const { name, running, pid, addresses } of parts) {
    const state = running ? `runs (process ${pid})` : 'has ended; see its log, or start it with up';
    process.stdout.write(`${name.padEnd(20)} ${addresses.join(' ').padEnd(32)} ${state}\n`);
  }
  return parts.length > 0 && parts.every(({ running }) => running) ? 0 : 1;
}

async function reportValues(paths: string[], request: Omit<ChartRequest, 'helm'>): Promise<number> {
  const helm = await findHelm(repository);
  const { values } = await renderChart({ ...request, helm });
  for (const path of paths) {
    const value = path.split('.').reduce((node, key) => node?.[key], values);
    process.stdout.write(`${value === null || value === undefined ? '' : String(value)}\n`);
  }
  return 0;
}

async function reportPrograms(names: (ProgramName | 'helm')[], asEnvironment: boolean): Promise<number> {
  const options = { signal: stopped.signal };
  const found = await findPrograms(
    names.filter((name) => name !== 'helm'),
    options,
  );
  for (const name of names) {
    const path = name === 'helm' ? await findHelm(repository, options) : found[name];
    const variable = name === 'helm' ? 'HELM_BIN' : catalog[name].variable;
    process.stdout.write(asEnvironment ? `export ${variable}=${shellQuote(path)}\n` : `${path}\n`);
  }
  return 0;
}
