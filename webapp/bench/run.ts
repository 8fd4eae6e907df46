/**
 * Compares the service with what one would write instead, side by side: `make bench`.
 *
 * Each contender has one core for itself; Redis and the load generator share the other. The contenders take turns in each
 * round, so that a machine whose speed drifts is slow for all of them, and the ratios are taken round by round.
 */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CONTENDERS, type ContenderName } from './contenders';
import { Load, type Result } from './load';
import { cpuSeconds, freePort, SERVER_CORE, startServer, stop } from './processes';
import { RedisPair } from './redis-pair';
import { heading, latencyTable, throughputTable, verdicts } from './report';
import type { Measured, WorkloadResult } from './results';
import { spreadOf } from './statistics';
import { BODY, ITEMS, WORKLOADS, type Workload } from './workloads';

const HELP = `Usage: make bench BENCH_OPTIONS="[--rounds N] [--seconds N] [--warm-up N] [--only NAME,NAME] [--workload NAME]"

  --rounds N      rounds of each contender and workload (default 5)
  --seconds N     length of each (default 4)
  --warm-up N     seconds of load before the first round, not counted (default 4)
  --only NAMES    contenders: ${CONTENDERS.map(({ name }) => name).join(', ')}
  --workload NAME ${WORKLOADS.map(({ name }) => name).join(', ')}
  --no-latency    leaves the latency at half load out
`;

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly names: readonly ContenderName[];
  readonly workloads: readonly Workload[];
  readonly latency: boolean;
}

interface Runner {
  readonly name: ContenderName;
  readonly url: string;
  readonly process: ChildProcess;
}

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  if (options === undefined) return void process.stdout.write(HELP);
  const folder = mkdtempSync(join(tmpdir(), 'webapp-bench-'));
  const redis = await RedisPair.start(folder);
  const runners: Runner[] = [];
  try {
    for (const name of options.names) runners.push(await startContender(name, redis));
    await fill(runners[0] as Runner);
    await redis.whenFilled();
    process.stdout.write(heading(options.rounds, options.seconds));
    const results: WorkloadResult[] = [];
    for (const workload of options.workloads) {
      const result = await run(workload, runners, options, folder);
      results.push(result);
      process.stdout.write(throughputTable(result));
      if (result.rate !== undefined) process.stdout.write(latencyTable(result));
    }
    process.stdout.write(verdicts(results));
  } finally {
    for (const runner of runners) await stop(runner.process);
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(workload: Workload, runners: Runner[], options: Options, folder: string): Promise<WorkloadResult> {
  const all = runners.map(({ name, url, process }) => {
    const measured: Measured = { name, requestsPerSecond: [], load: [], cpuMicros: [], rate: [], p50Ms: [], p99Ms: [] };
    return { process, measured, load: new Load(workload, url, folder) };
  });
  for (const { load } of all) await load.atMaxRate(options.warmUpSeconds);
  for (let round = 0; round < options.rounds; round += 1) {
    for (const { process, measured, load } of all) {
      const before = { cpu: cpuSeconds(process), at: performance.now() };
      const { requestsPerSecond } = await load.atMaxRate(options.seconds);
      const share = (cpuSeconds(process) - before.cpu) / ((performance.now() - before.at) / 1000);
      measured.requestsPerSecond.push(requestsPerSecond);
      measured.load.push(share);
      measured.cpuMicros.push((share / requestsPerSecond) * 1e6);
    }
  }
  const results = all.map(({ measured }) => measured);
  if (!options.latency) return { workload, measured: results, rate: undefined };
  // The same rate for all: what the service takes at half its own maximum.
  const rate = spreadOf(results[0]?.requestsPerSecond ?? []).median / 2;
  const steady: ((seconds: number) => Promise<Result>)[] = [];
  for (const { load } of all) steady.push(await load.atRate(rate));
  for (let round = 0; round < options.rounds; round += 1) {
    for (const [index, { measured }] of all.entries()) {
      const result = await steady[index]?.(options.seconds);
      if (result === undefined) continue;
      measured.rate.push(result.requestsPerSecond);
      measured.p50Ms.push(result.p50Ms);
      measured.p99Ms.push(result.p99Ms);
    }
  }
  return { workload, measured: results, rate };
}

// --- internal ---

async function startContender(name: ContenderName, redis: RedisPair): Promise<Runner> {
  const contender = CONTENDERS.find((each) => each.name === name);
  const port = await freePort();
  const env = {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    METRICS_PORT: String(await freePort()),
    REDIS_URL: redis.primaryUrl,
    REDIS_REPLICAS_URL: redis.replicaUrl,
  };
  const process_ = await startServer(SERVER_CORE, [process.execPath, ...(contender?.args ?? [])], port, env);
  return { name, url: `http://127.0.0.1:${port}`, process: process_ };
}

/** Through the first contender, so that every index that it keeps is there. */
async function fill({ url }: Runner): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  for (let item = 0; item < ITEMS; item += 1) {
    const response = await fetch(`${url}/items/bench-${item}`, { method: 'PUT', headers, body: BODY });
    if (!response.ok) throw new Error(`filling: ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  }
}

function optionsOf(argv: string[]): Options | undefined {
  const { values } = parseArgs({
    args: argv,
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '4' },
      'warm-up': { type: 'string', default: '4' },
      only: { type: 'string' },
      workload: { type: 'string' },
      'no-latency': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const wanted = values.only?.split(',');
  const names = CONTENDERS.map(({ name }) => name).filter((name) => wanted?.includes(name) ?? true);
  const workloads = WORKLOADS.filter(({ name }) => values.workload === undefined || name === values.workload);
  if (names.length === 0 || workloads.length === 0) throw new Error(`nothing to measure; see --help`);
  return {
    rounds: count(values.rounds, '--rounds'),
    seconds: count(values.seconds, '--seconds'),
    warmUpSeconds: count(values['warm-up'], '--warm-up'),
    names,
    workloads,
    latency: !values['no-latency'],
  };
}

function count(text: string, option: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new Error(`${option} takes a whole number from 1 to 999, not ${JSON.stringify(text)}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
