import assert from 'node:assert/strict';
import { after, before, beforeEach, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually';
import { freePort } from '../support/free-port';
import { type Place, SentinelSet } from '../support/sentinel-set';
import { IMPATIENT, TestService } from '../support/service';
import { SteadyClient } from '../support/steady-client';

/** From a Sentinel's word of a switch, and the new primary's first write for a client that acts on it, to the app's first write. */
const FOLLOW_LIMIT_MS = 2000;
/** REQUEST_TIMEOUT_MS, which a write never needs. */
const REQUEST_LIMIT_MS = 5000;
const FREEZE_SECONDS = Number(process.env['FREEZE_SECONDS'] ?? 30);

let set: SentinelSet;
let service: TestService;

before(async () => {
  set = await SentinelSet.start();
  service = await TestService.start({ ...IMPATIENT, ...set.env });
});

after(async () => {
  await service?.stop();
  await set?.stop();
});

beforeEach(async () => {
  await set.restore();
  await service.whenHealthy(2);
});

async function presentAddress(): Promise<string> {
  return (await service.get('/readyz')).json.redis.primary.address;
}

/** Waits for a write that succeeds after the Sentinels' switch, ends the writing, and checks what must always be true. */
async function checkFailover(t: TestContext, writer: SteadyClient, from: Place): Promise<Place> {
  const now = await set.whenMoved(from);
  const { toldMs, writableMs } = await eventually(() => {
    assert.ok(set.lastSwitch !== undefined);
    return set.lastSwitch;
  });
  const first = await eventually(async () => {
    for (const write of writer.successesAfter(toldMs)) {
      if ((await now.server.client.exists(`item:${write.id}`)) === 1) return write;
    }
    throw new Error('no write has reached the new primary');
  });
  const writes = await writer.stop();
  const longestMs = Math.max(...writes.map(({ startMs, endMs }) => endMs - startMs));
  t.diagnostic(
    `first write on ${now.name} ${Math.round(first.endMs - toldMs)} ms after +switch-master, a plain client's after ` +
      `${Math.round((await writableMs) - toldMs)} ms; longest time without a successful write ${Math.round(writer.longestGapMs())} ms; slowest response ${Math.round(longestMs)} ms; ` +
      JSON.stringify(writer.summary()),
  );
  assert.ok(first.endMs - (await writableMs) < FOLLOW_LIMIT_MS);
  assert.ok(longestMs < REQUEST_LIMIT_MS);
  for (const { status, problem, retryAfter } of writes) {
    assert.ok(status < 300 || status === 503, `${status} ${problem}`);
    if (status === 503) assert.equal(retryAfter, '1');
  }
  return now;
}

/** Reads of an item that is there. */
async function reading(): Promise<SteadyClient> {
  await service.put('known', 1);
  return new SteadyClient(service, 'read', 200, () => service.get('/items/known'));
}

/** A failover breaks the app's connections to all nodes: Sentinel has each drop its clients. */
async function checkReads(t: TestContext, reader: SteadyClient): Promise<void> {
  const reads = await reader.stop();
  const summary = reader.summary();
  t.diagnostic(`reads: ${JSON.stringify(summary)}, longest gap ${Math.round(reader.longestGapMs())} ms`);
  assert.deepEqual(summary, { 200: reads.length });
}

test('the primary is killed: no read fails, writes go on at the new one within two seconds of the switch, and none becomes 500', async (t) => {
  const old = await set.whenSettled();
  const reader = await reading();
  const writer = new SteadyClient(service, 'kill');
  await eventually(() => assert.ok(writer.responses.length > 20));
  await old.server.crash();
  const now = await checkFailover(t, writer, old);
  await checkReads(t, reader);
  assert.equal(await presentAddress(), `${now.address}:${now.port}`);
  assert.equal(await service.metric('webapp_redis_primary_switches_total'), 1);
  assert.equal(await service.metric('webapp_sentinels_reachable'), 3);
  await old.server.run();
  const backMs = performance.now();
  // The former primary gets reads soon after it has become a replica.
  await eventually(async () => assert.match(await old.server.client.info('replication'), /master_link_status:up/));
  const replicaMs = performance.now();
  await service.whenHealthy(2);
  t.diagnostic(
    `the former primary: a replica ${Math.round(replicaMs - backMs)} ms after its start, reads ${Math.round(performance.now() - replicaMs)} ms later`,
  );
});

test('a failover on demand under 200 writes and 200 reads a second: no read fails, and no write becomes 500', async (t) => {
  const old = await set.whenSettled();
  const reader = await reading();
  const writer = new SteadyClient(service, 'graceful');
  await eventually(() => assert.ok(writer.responses.length > 100));
  await set.failOver(old);
  await checkFailover(t, writer, old);
  await checkReads(t, reader);
});

test('a primary that hangs is given up, and is not believed when it comes back as a master', async (t) => {
  const old = await set.whenSettled();
  const writer = new SteadyClient(service, 'hang');
  await eventually(() => assert.ok(writer.responses.length > 20));
  const frozenMs = performance.now();
  old.server.freeze();
  try {
    const now = await checkFailover(t, writer, old);
    await sleep(Math.max(0, frozenMs + FREEZE_SECONDS * 1000 - performance.now()));
    const later = new SteadyClient(service, 'thawed', 50);
    await eventually(() => assert.ok(later.responses.length > 5));
    old.server.thaw();
    let asMaster = 0;
    await eventually(async () => {
      assert.equal(await presentAddress(), `${now.address}:${now.port}`);
      const info = await old.server.client.info('replication');
      if (/role:master/.test(info)) asMaster += 1;
      assert.match(info, /role:slave/);
    });
    const writes = await later.stop();
    t.diagnostic(`${asMaster} looks showed it as a master; ${JSON.stringify(later.summary())}`);
    assert.ok(asMaster > 0);
    for (const { id, status } of writes) {
      assert.equal(status, 201);
      assert.equal(await now.server.client.exists(`item:${id}`), 1);
    }
  } finally {
    old.server.thaw();
  }
});

test('a primary that somebody else made a replica: READONLY becomes 503, and writes go on once there is a new one', async (t) => {
  const old = await set.whenSettled();
  const writer = new SteadyClient(service, 'demoted', 50);
  await eventually(() => assert.ok(writer.responses.length > 20));
  await old.server.client.replicaof('127.0.0.1', await freePort());
  const { error } = await eventually(async () => {
    const { primary } = (await service.get('/readyz')).json.redis;
    assert.match(primary.error ?? '', /is a replica now/);
    return primary;
  });
  assert.equal(error, `${old.address}:${old.port} is a replica now`);
  await checkFailover(t, writer, old);
});
