/** deploy-all.sh: brings the whole architecture up with one command, on Kubernetes or as local processes. */
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Context } from './context';
import { describeError, Interrupted, StackError } from './errors';
import * as kind from './kind/kind';
import { backup as backupKubernetes, restore as restoreKubernetes } from './kubernetes/backup';
import { down as downKubernetes } from './kubernetes/down';
import { rotate as rotateKubernetes } from './kubernetes/rotate';
import { status as statusKubernetes } from './kubernetes/status';
import { up as upKubernetes } from './kubernetes/up';
import * as local from './local/target';
import { readOptions } from './options';
import { unwatched, watched } from './progress';
import { run } from './run';
import { wasAborted } from './steps';
import { resolveTarget } from './target';

const repository = path.resolve(__dirname, '../..');

const TARGETS = {
  kubernetes: {
    up: upKubernetes,
    down: (context: Context) => downKubernetes(context),
    status: (context: Context) => statusKubernetes(context),
    backup: (context: Context) => backupKubernetes(context),
    restore: (context: Context) => restoreKubernetes(context),
    rotate: (context: Context) => rotateKubernetes(context),
  },
  kind,
  local,
};

/** Of the first interruption; the next one's comes after it. */
let stopped = new AbortController();
/** Undefined: it wasn't. */
let exitCodeWhenStopped: number | undefined;
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
    if (exitCodeWhenStopped !== undefined && wasAborted(error)) {
      if (!(error instanceof Interrupted))
        process.stdout.write(
          'Stopped. Run the same command again to go on from here, or "./deploy-all.sh down" to take everything down.\n',
        );
      process.exitCode = exitCodeWhenStopped;
      return;
    }
    if (error instanceof StackError) process.stderr.write(error.details);
    process.stderr.write(`error: ${describeError(error)}\n`);
    process.exitCode = error instanceof StackError ? error.exitCode : 70;
  },
);

async function main(argv: readonly string[]): Promise<number> {
  // deploy-all.sh goes to the project's folder; paths on the command line are relative to where it was called.
  const options = readOptions(argv, process.env['TME1CRV_CALLED_FROM'] || process.cwd());
  if (options === undefined) return 0;
  const context: Context = {
    options,
    repository,
    stateFolder: path.resolve(process.env['TME1CRV_STATE'] || path.join(repository, '.local')),
    output: process.stdout,
    run,
    env: process.env,
    signal: stopped.signal,
    ask,
    nextSignal: () => {
      stopped = new AbortController();
      return stopped.signal;
    },
    startedAt: Number(process.env['TME1CRV_STARTED_AT'] || Date.now()),
  };
  const { command } = options;
  if (command === 'demo') {
    await local.demo(context);
    return 0;
  }
  return watched(context.output, async () => {
    const target = await resolveTarget(context);
    return (await TARGETS[target][command](context)) ?? 0;
  });
}

async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  // At a question the terminal hands Ctrl-C over as a key.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return await unwatched(() => lines.question(question, { signal: stopped.signal }));
  } finally {
    lines.close();
  }
}
