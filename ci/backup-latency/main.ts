/**
 * make backup-latency: what a running backup does to the time that a write takes. Needs a release with backups on the cluster of the current kube
 * context, without tokens. Fills Redis, then writes 200 items a second from within a pod of the web app, in windows with and without a backup by turns,
 * and prints the p99 of both and their ratio. Judges nothing; the items stay.
 *
 *   ts-node ci/backup-latency/main.ts [--rounds 5] [--items 100000] [--seconds 20] [--release tme1crv] [--workload iacproject]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { reportFailure, StackError } from '../../tools/deploy/errors';
import { runOrFail } from '../../tools/deploy/run';
import { report, rounds, type Writes } from './windows';

interface Options {
  rounds: number;
  items: number;
  /** The least length of a window without a backup. */
  seconds: number;
  release: string;
  workload: string;
}

async function main(argv: string[]): Promise<void> {
  const options = readOptions(argv);
  const writer = await startWriter(options);
  let length = options.seconds;
  for (let round = 1; round <= options.rounds; round += 1) {
    writer.begin(`quiet-${round}`);
    await sleep(length);
    const startedAt = performance.now();
    writer.begin(`backup-${round}`);
    await backup(options, `backup-latency-${process.pid}-${round}`);
    // Windows of one length: the longer one would see more of what is rare.
    length = Math.max(options.seconds, (performance.now() - startedAt) / 1000);
    console.log(`round ${round}: the backup took ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    writer.begin('between');
    await sleep(PAUSE_SECONDS);
  }
  const all = rounds(await writer.end());
  process.stdout.write(`\n${options.items} items of 1 KiB, 200 writes/s\n\n${report(all)}`);
}

// --- internal ---

/** Until the node is quiet again after a backup. */
const PAUSE_SECONDS = 5;

const sleep = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

function readOptions(argv: string[]): Options {
  const { values } = parseArgs({
    args: argv,
    options: {
      rounds: { type: 'string', default: '5' },
      items: { type: 'string', default: '100000' },
      seconds: { type: 'string', default: '20' },
      release: { type: 'string', default: 'tme1crv' },
      workload: { type: 'string', default: 'iacproject' },
    },
  });
  const number = (name: 'rounds' | 'items' | 'seconds') => {
    const found = Number(values[name]);
    if (!Number.isInteger(found) || found < 1) throw new StackError(`--${name} takes a whole number above 0`, '', 2);
    return found;
  };
  const numbers = { rounds: number('rounds'), items: number('items'), seconds: number('seconds') };
  return { ...numbers, release: values.release, workload: values.workload };
}

/** The script in a pod of the web app, once it has filled Redis. */
async function startWriter({ release, workload, items }: Options) {
  const script = readFileSync(path.join(__dirname, 'writes.cjs'), 'utf8');
  const exec = ['--namespace', workload, 'exec', '--stdin', `deploy/${release}-webapp`, '--'];
  const child = spawn('kubectl', [...exec, 'node', '-e', script, '-', String(items)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new StackError('the writes in the pod came to an end', 'What it said stands above.');
    return String(value);
  };
  console.log(`filling Redis with ${items} items`);
  if ((await next()) !== 'ready') throw new StackError('the script in the pod printed something else than "ready"');
  return {
    begin: (window: string) => child.stdin.write(`${window}\n`),
    end: async (): Promise<Writes> => {
      child.stdin.end();
      const writes = JSON.parse(await next()) as Writes;
      if (child.exitCode === null) await once(child, 'exit');
      return writes;
    },
  };
}

/** As docs/backup.md takes one; the Job is deleted afterwards. */
async function backup({ release, workload }: Options, name: string): Promise<void> {
  const kubectl = (...args: string[]) => runOrFail('kubectl', ['--namespace', workload, ...args]);
  await kubectl('create', 'job', name, `--from=cronjob/${release}-backup`);
  await kubectl('wait', '--for=condition=complete', `job/${name}`, '--timeout=10m');
  await kubectl('delete', 'job', name, '--wait=false');
}

main(process.argv.slice(2)).catch(reportFailure('backup-latency'));
