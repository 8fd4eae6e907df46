/** Reads and writes through the built web app: what they cost it, the primary and the replica, and its memory. */
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds, freePort, SERVER_CORE, startServer, stop } from '../../../../webapp/bench/processes';
import { buildWebapp } from '../../../deploy/local/webapp-build';
import { PROJECT_ROOT } from '../../../values/io';
import type { Capacity, RequestCost } from '../../model/measurements';
import { ITEMS, jsonText, type Load, loadWebapp } from '../load';
import { RedisNode, upTo } from '../redis-node';
import type { Measured } from '../results';
import { residentBytes } from '../sizes';

const SIZES = [64, 1024, 16384, 60_000];
const ROUNDS = 6;
const ROUND_SECONDS = 2;
const WARM_UP_SECONDS = 3;
/** Fewer in a round can't be told from a machine at a standstill. */
const LEAST_REQUESTS = 100;
const MAX_TRIES = 10;
const CONNECTIONS = 64;
/** Below the web app's own bound of 1000 requests at once. */
const MANY_CONNECTIONS = 900;

export async function measureRequests(folder: string): Promise<Measured<Capacity['requests']>> {
  await buildWebapp(PROJECT_ROOT, {});
  const primary = await RedisNode.start(folder);
  const replica = await RedisNode.start(folder, { source: primary });
  await replica.until(/^master_link_status:up/m);
  try {
    const sizes: RequestCost[] = [];
    let restRssBytes = 0;
    for (const itemBytes of SIZES) {
      await primary.client.flushall();
      await primary.write(upTo(ITEMS), jsonText(itemBytes));
      const { cost, rest } = await measureSize(itemBytes, primary, replica, folder);
      sizes.push(cost);
      restRssBytes = Math.max(restRssBytes, rest);
    }
    return { restRssBytes, sizes };
  } finally {
    await replica.stop();
    await primary.stop();
  }
}

// --- internal ---

async function measureSize(itemBytes: number, primary: RedisNode, replica: RedisNode, folder: string) {
  const { app, url } = await startWebapp(primary, replica);
  try {
    await sleep(2000);
    const rest = residentBytes(app);
    const measure = (kind: Load['kind']) => measureKind({ kind, itemBytes }, { app, url, primary, replica, folder });
    const read = await measure('read');
    const write = await measure('write');
    const webappRssBytes = residentBytes(app, 'VmHWM');
    for (const kind of ['write', 'read'] as const)
      await loadWebapp(url, { kind, itemBytes, seconds: ROUND_SECONDS, connections: MANY_CONNECTIONS }, folder);
    const cost: RequestCost = {
      itemBytes,
      readsPerSecond: read.perSecond,
      writesPerSecond: write.perSecond,
      webappReadMicros: read.app,
      webappWriteMicros: write.app,
      redisReadMicros: read.replica,
      redisWriteMicros: write.primary,
      redisApplyMicros: write.replica,
      webappRssBytes,
      webappCrowdedRssBytes: residentBytes(app, 'VmHWM'),
    };
    return { cost, rest };
  } finally {
    await stop(app);
  }
}

interface Parts {
  app: ChildProcess;
  url: string;
  primary: RedisNode;
  replica: RedisNode;
  folder: string;
}

interface Rates {
  perSecond: number;
  app: number;
  primary: number;
  replica: number;
}

/** The round with the most throughput: the one that others on the machine disturbed least. */
async function measureKind(what: Pick<Load, 'kind' | 'itemBytes'>, parts: Parts): Promise<Rates> {
  const { app, url, primary, replica, folder } = parts;
  await loadWebapp(url, { ...what, seconds: WARM_UP_SECONDS, connections: CONNECTIONS }, folder);
  const rounds: Rates[] = [];
  for (let tried = 0; rounds.length < ROUNDS; tried += 1) {
    const before = [cpuSeconds(app) * 1e6, primary.cpuMicros, replica.cpuMicros] as const;
    const load = { ...what, seconds: ROUND_SECONDS, connections: CONNECTIONS };
    const { requests, failed } = await loadWebapp(url, load, folder);
    // On a machine that others use too, a disk that stalls holds everything up: such a round says nothing.
    if (failed > 0 || requests < LEAST_REQUESTS) {
      if (tried >= MAX_TRIES) throw new Error(`${failed} of ${requests} ${what.kind}s failed, again and again`);
      continue;
    }
    rounds.push({
      perSecond: requests / ROUND_SECONDS,
      app: (cpuSeconds(app) * 1e6 - before[0]) / requests,
      primary: (primary.cpuMicros - before[1]) / requests,
      replica: (replica.cpuMicros - before[2]) / requests,
    });
  }
  return rounds.reduce((best, round) => (round.perSecond > best.perSecond ? round : best));
}

async function startWebapp(primary: RedisNode, replica: RedisNode): Promise<{ app: ChildProcess; url: string }> {
  const port = await freePort();
  const main = join(PROJECT_ROOT, 'webapp/dist/main.js');
  const app = await startServer(SERVER_CORE, [process.execPath, main], port, {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    METRICS_PORT: String(await freePort()),
    REDIS_URL: primary.url,
    REDIS_REPLICAS_URL: replica.url,
    // The other core may be late with large items on a busy machine; processor time is what counts here.
    REDIS_COMMAND_TIMEOUT_MS: '30000',
    REQUEST_TIMEOUT_MS: '60000',
  });
  return { app, url: `http://127.0.0.1:${port}` };
}
