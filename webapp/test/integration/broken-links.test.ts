/** Connections to Redis that break within a reply, are slow, or go on and on breaking: nothing hangs and nothing is left behind. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { eventually } from '../support/eventually';
import { freePort } from '../support/free-port';
import { LightClient } from '../support/light-client';
import { RedisServer } from '../support/redis-server';
import { IMPATIENT, TestService } from '../support/service';
import { SlowLink } from '../support/slow-link';

/** Longer than a reply's header, so that a reply can break in it, before it and behind it. */
const VALUE = 'x'.repeat(500);
/** How many bytes of a reply arrive: none, parts of its first line, parts of what follows. */
const CUTS = [0, 1, 2, 3, 4, 5, 6, 7, 100, 400, 505];
const REPLICAS = 9;
/** So long no connection can be made. */
const AWAY_MS = 600;
const ROUNDS = 1000;
/** What the heap may differ by from one measurement to the next. One leaked connection in each round would be ten times this. */
const HEAP_NOISE_BYTES = 2_000_000;

let primary: RedisServer;
let replica: RedisServer;
let primaryLink: SlowLink;
let replicaLinks: SlowLink[];
let service: TestService;

before(async () => {
  primary = await RedisServer.start();
  replica = await primary.startReplica();
  primaryLink = await SlowLink.to(primary.port);
  // To the app these are nine replicas.
  replicaLinks = await Promise.all(Array.from({ length: REPLICAS }, () => SlowLink.to(replica.port)));
  const url = (link: SlowLink) => `redis://127.0.0.1:${link.port}`;
  service = await TestService.start({
    ...IMPATIENT,
    REDIS_URL: url(primaryLink),
    REDIS_REPLICAS_URL: replicaLinks.map(url).join(','),
    REQUEST_TIMEOUT_MS: '3000',
  });
  await service.whenHealthy(REPLICAS);
  assert.equal((await service.put('there', VALUE)).status, 201);
  await eventually(async () => assert.equal(await replica.client.get('item:there'), JSON.stringify(VALUE)));
});

test('a read whose reply breaks off is served whole by another node', async () => {
  for (const afterBytes of CUTS) {
    await service.whenHealthy(REPLICAS);
    const [link] = replicaLinks as [SlowLink];
    link.cutReply('item:there', afterBytes);
    while (!link.replyWasCut) {
      const responses = await Promise.all(Array.from({ length: REPLICAS }, () => service.get('/items/there')));
      for (const response of responses) assert.deepEqual([response.status, response.json.value], [200, VALUE]);
    }
  }
});

test('a read that comes while every connection is broken waits for the first new one, for up to a second', async () => {
  await service.whenHealthy(REPLICAS);
  const nobody = await freePort();
  const links: [SlowLink, RedisServer][] = replicaLinks.map((link) => [link, replica]);
  links.push([primaryLink, primary]);
  for (const [link] of links) {
    link.leadTo(nobody);
    link.cut();
  }
  const reads: ReturnType<typeof service.get>[] = [];
  for (let count = 0; count < 10; count += 1) {
    reads.push(service.get('/items/there'));
    await sleep(AWAY_MS / 10);
  }
  for (const [link, { port }] of links) link.leadTo(port);
  for (const { status, json } of await Promise.all(reads)) assert.deepEqual([status, json.value], [200, VALUE]);
});

test('a write whose reply breaks off succeeds or says that it may have happened, and is made once', async (t) => {
  const outcomes: Record<string, number> = {};
  for (const afterBytes of CUTS) {
    await service.whenHealthy(REPLICAS);
    const id = `cut-${afterBytes}`;
    const before = await changes();
    primaryLink.cutReply(`item:${id}`, afterBytes);
    const response = await service.put(id, VALUE);
    if (response.status === 503) assert.equal(response.json.type, '/problems/outcome-unknown');
    else assert.equal(response.status, 201, response.text);
    outcomes[response.status] = (outcomes[response.status] ?? 0) + 1;
    const read = await eventually(async () => {
      const token = response.headers.get('consistency-token');
      const now = await service.get(`/items/${id}`, token === null ? {} : { 'Consistency-Token': token });
      assert.equal(now.status, 200);
      return now;
    });
    assert.equal(read.json.value, VALUE);
    assert.equal(await changes(), before + 2);
    await eventually(() => assert.ok(primaryLink.replyWasCut));
  }
  t.diagnostic(`responses by status ${JSON.stringify(outcomes)}`);
  assert.ok(outcomes[201] && outcomes[503], JSON.stringify(outcomes));
});

test('a slow primary is waited for, up to the time limit of a command', async () => {
  // The link that the test before cut is back.
  await eventually(async () => assert.ok((await service.put('slow', 0)).status < 300));
  primaryLink.slowDown(100);
  assert.equal((await service.put('slow', 1)).status, 200);
  primaryLink.slowDown(1500);
  try {
    const start = performance.now();
    const response = await service.put('slow', 2);
    assert.equal(response.status, 503);
    assert.ok(performance.now() - start < 3000);
    assert.equal((await service.get('/items/there')).status, 200);
  } finally {
    primaryLink.slowDown(0);
  }
  await eventually(async () => assert.ok((await service.put('slow', 3)).status < 300));
});

test('a slow replica costs no failed read', async () => {
  await service.whenHealthy(REPLICAS);
  const [link] = replicaLinks as [SlowLink];
  link.slowDown(1500);
  try {
    const reads = await Promise.all(Array.from({ length: 3 * REPLICAS }, () => service.get('/items/there')));
    assert.deepEqual([...new Set(reads.map((read) => read.status))], [200]);
  } finally {
    link.slowDown(0);
  }
});

test('a Redis that takes connections and never replies on them is given up again and again, until it does', async () => {
  primaryLink.hold();
  primaryLink.cut();
  const before = primaryLink.connections;
  await eventually(async () => {
    assert.equal((await service.put('silent', 1)).status, 503);
    assert.ok(primaryLink.connections >= before + 2);
  });
  primaryLink.release();
  await eventually(async () => assert.equal((await service.put('silent', 1)).status, 201));
});

test(`after ${ROUNDS} connections that broke, handles, listeners and memory are as before`, async (t) => {
  const warnings: string[] = [];
  const onWarning = (warning: Error) => warnings.push(warning.message);
  process.on('warning', onWarning);
  const links = [primaryLink, ...replicaLinks];
  let broken = 0;
  const breakAll = async () => {
    await service.whenHealthy(REPLICAS);
    const client = await LightClient.to(service.url);
    const requests = async () => {
      for (let n = 0; n < 10; n += 1) {
        const write = await client.request('PUT', '/items/leak', undefined, '{"value":1}');
        assert.match(String(write.status), /^(20[01]|503)$/);
        assert.match(String((await client.request('GET', '/items/there')).status), /^(200|503)$/);
      }
    };
    const requesting = requests();
    for (const link of links) link.cut();
    broken += links.length;
    await requesting;
    client.close();
  };
  // What grows once grows now.
  while (broken < 100) await breakAll();
  const start = await measure();
  broken = 0;
  while (broken < ROUNDS) await breakAll();
  await eventually(async () => {
    const { heapBytes, ...counts } = await measure();
    const { heapBytes: heapBytesBefore, ...countsBefore } = start;
    for (const [name, count] of Object.entries(counts)) {
      const before = countsBefore[name as keyof typeof counts];
      assert.ok(count <= before, `${name}: ${before} → ${count}`);
    }
    assert.ok(heapBytes - heapBytesBefore < HEAP_NOISE_BYTES, `heap ${heapBytesBefore} → ${heapBytes}`);
  });
  process.off('warning', onWarning);
  t.diagnostic(`${JSON.stringify(start)} → ${JSON.stringify(await measure())}`);
  assert.deepEqual(warnings, []);
});

// --- internal ---

/** How often data was ever changed. A new item is two changes, itself and its id in the index; storing it again is one more. */
async function changes(): Promise<number> {
  const persistence = await primary.client.info('persistence');
  return Number(/rdb_changes_since_last_save:(\d+)/.exec(persistence)?.[1]);
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What would grow if something leaked, once the service is at rest. */
async function measure() {
  await service.whenHealthy(REPLICAS);
  collectGarbage();
  const handles = process.getActiveResourcesInfo();
  const count = (type: string) => handles.filter((each) => each === type).length;
  const heapBytes = process.memoryUsage().heapUsed;
  return { sockets: count('TCPSocketWrap'), servers: count('TCPServerWrap'), timers: count('Timeout'), heapBytes };
}
