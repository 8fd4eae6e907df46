/** Reads with tokens while one failover follows the other: never old, and never silently so. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { LightClient } from '../support/light-client';
import { type Place, SentinelSet } from '../support/sentinel-set';
import { IMPATIENT, TestService } from '../support/service';

/** How many reads with tokens at least. More take longer and find rarer faults: 100000 are the long form. */
const READS = Number(process.env['FAILOVER_READS'] || 3000);
const FAILOVERS = 3;
const CLIENTS = 8;
const READS_PER_WRITE = 4;
/** Keeps the rate moderate, so that the reads fill the whole time. */
const PAUSE_MS = 2;

let set: SentinelSet;
/** Two pods: a token of the one goes to the other. */
let services: TestService[];

before(async () => {
  set = await SentinelSet.start();
  services = [];
  for (let pod = 0; pod < 2; pod += 1) services.push(await TestService.start({ ...IMPATIENT, ...set.env }));
  for (const service of services) await service.whenHealthy(2);
});

after(async () => {
  for (const service of services ?? []) await service.stop();
  await set?.stop();
});

const counts = { reads: 0, old: 0, unverified: 0, refused: 0, writes: 0, failedWrites: 0 };
const servedBy: Record<string, number> = {};
const wrong: string[] = [];
let done = false;

/** Writes ever greater values, and reads each back with its token through any pod. */
async function runClient(number: number): Promise<void> {
  const pods: LightClient[] = [];
  for (const service of services) pods.push(await LightClient.to(service.url));
  const anyPod = () => pods[Math.floor(Math.random() * pods.length)] as LightClient;
  let generation = 0;
  let last: Written | undefined;
  for (let value = 1; !done; value += 1) {
    const id = `tokens-${number}-${generation}`;
    const write = await anyPod().request('PUT', `/items/${id}`, undefined, `{"value":${value}}`);
    counts.writes += 1;
    if (write.status >= 300) {
      counts.failedWrites += 1;
      if (write.status !== 503) wrong.push(`write ${write.status} ${write.body}`);
      // It may still happen, after a later one.
      generation += 1;
    } else {
      last = { id, value, token: write.header('Consistency-Token') ?? '' };
    }
    for (let count = 0; count < READS_PER_WRITE && last && !done; count += 1) await readBack(anyPod(), last);
  }
  for (const pod of pods) pod.close();
}

interface Written {
  readonly id: string;
  readonly value: number;
  readonly token: string;
}

async function readBack(pod: LightClient, { id, value, token }: Written): Promise<void> {
  await sleep(PAUSE_MS);
  const { status, body, header } = await pod.request('GET', `/items/${id}`, token);
  counts.reads += 1;
  if (status === 503) counts.refused += 1;
  else if (header('Consistency') === 'unverified') counts.unverified += 1;
  else if (status !== 200 && status !== 404) wrong.push(`read ${status} ${body}`);
  else {
    const source = header('Served-By') ?? '';
    servedBy[source] = (servedBy[source] ?? 0) + 1;
    const seen = status === 200 ? Number(/"value":(\d+)/.exec(body)?.[1]) : 0;
    if (seen >= value) return;
    counts.old += 1;
    wrong.push(`${id}: ${seen} from ${source} after ${value} was written, token ${token}`);
  }
}

const WAYS: ((primary: Place) => Promise<void>)[] = [
  (primary) => set.failOver(primary),
  async ({ server }) => server.crash(),
  async ({ server }) => server.freeze(),
];

test('reads with tokens are never old while one failover follows the other', async (t) => {
  const clients = Array.from({ length: CLIENTS }, (_, number) => runClient(number));
  let failovers = 0;
  try {
    while (failovers < FAILOVERS || counts.reads < READS) {
      const primary = await set.whenSettled();
      await WAYS[failovers % WAYS.length]?.(primary);
      await set.whenMoved(primary);
      failovers += 1;
      primary.server.thaw();
      if (!primary.server.isRunning) await primary.server.run();
    }
    await set.whenSettled();
  } finally {
    done = true;
    await Promise.all(clients);
  }
  t.diagnostic(
    `${failovers} failovers; ${JSON.stringify(counts)}; verified reads by source ${JSON.stringify(servedBy)}`,
  );
  assert.deepEqual(wrong, []);
  assert.equal(counts.old, 0);
});
