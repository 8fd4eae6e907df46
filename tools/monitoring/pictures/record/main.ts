/**
 * Records what the pictures in docs/images show: brings a local stack up on free ports, sends it traffic, hurts it twice, and
 * writes the responses to every query of the dashboards into a file. The primary hangs for a while; later the replicas lose their
 * link one after the other, and haven't got it back when the recording ends.
 *
 *   main.ts FILE
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { down, freePorts, type Ports, status, up, withRedis } from '../../../deploy/local';
import { PROJECT_ROOT } from '../../../values/io';
import { dashboards } from '../../dashboards/index';
import { askForAll } from './queries';
import { fill, startTraffic } from './traffic';

const SECOND = 1_000;
const SCRAPE_SECONDS = 2;
/** The course of events after the stack has come up. */
const CALM = 90 * SECOND;
const PRIMARY_HANGS = 35 * SECOND;
const CALM_AGAIN = 60 * SECOND;
const LINK_CUT = 25 * SECOND;
/**
 * Waiting times and windows of the rules are a tenth of the chart's. Half a minute without the primary is a lot in a history of
 * four minutes: with the chart's 99.9 % it would be fifty budgets.
 */
const VALUES = 'monitoring: {rules: {slo: {availabilityPercent: 95}, thresholds: {minRequestsPerSecond: 0.1}}}\n';
/** Of the first traffic, before the recording begins: rates need a past. */
const WARM_UP = 15 * SECOND;

async function main(file: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
  const stateFolder = join(folder, 'state');
  const values = join(folder, 'values.yaml');
  writeFileSync(values, VALUES);
  let ports: Ports | undefined;
  try {
    const stack = await up({
      repository: PROJECT_ROOT,
      stateFolder,
      values: [values],
      ports: async (replicas) => {
        ports ??= await freePorts(replicas);
        return ports;
      },
      scrapeInterval: `${SCRAPE_SECONDS}s`,
      evaluationInterval: `${SCRAPE_SECONDS}s`,
      ignoreGroupIntervals: true,
      rulesTimeScale: 0.1,
      output: process.stderr,
    });
    await fill(stack.urls.app);
    const traffic = startTraffic(stack.urls.app);
    await say('traffic', WARM_UP);
    const from = Math.ceil(Date.now() / SECOND);
    await say('all is well', CALM);
    signal(stateFolder, 'redis-primary', 'SIGSTOP');
    await say('the primary hangs', PRIMARY_HANGS);
    signal(stateFolder, 'redis-primary', 'SIGCONT');
    await say('all is well again', CALM_AGAIN);
    for (const port of stack.ports.redis.slice(1)) {
      // Nothing listens on the discard port.
      await withRedis(port, stack.password, async (redis) => void (await redis.replicaof('127.0.0.1', 9)));
      await say('a replica has lost its link', LINK_CUT);
    }
    const to = Math.floor(Date.now() / SECOND) - SCRAPE_SECONDS;
    const recording = await askForAll(stack.urls.prometheus, dashboards(), {
      from,
      to,
      scrapeInterval: SCRAPE_SECONDS,
    });
    await traffic.stop();
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(recording));
  } finally {
    signal(stateFolder, 'redis-primary', 'SIGCONT');
    await down(stateFolder);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function say(what: string, forMs: number): Promise<void> {
  process.stderr.write(`pictures: ${what}, for ${forMs / SECOND} s\n`);
  await delay(forMs);
}

function signal(stateFolder: string, part: string, kind: NodeJS.Signals): void {
  const found = status(stateFolder).find(({ name, running }) => name === part && running);
  if (found !== undefined) process.kill(found.pid, kind);
}

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: main.ts FILE\n');
  process.exit(2);
}
main(resolve(file)).catch((error: Error) => {
  process.stderr.write(`pictures: ${error.message}\n`);
  process.exitCode = 1;
});
