import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { parseReplicationInfo } from '../../src/redis/replication-info';
import { formatToken, positionOf } from '../../src/redis/token';
import { eventually } from '../support/eventually';
import { APP } from '../support/partitions';
import { MASTER_SET, type Place, SentinelSet } from '../support/sentinel-set';
import { IMPATIENT, TestService } from '../support/service';
import { SteadyClient } from '../support/steady-client';

/** From the cut to the last write that the isolated primary accepts. */
const ISOLATED_LIMIT_MS = 5000;

/** From the first write of a client that acts on the Sentinels' word to the app's first write. */
const FOLLOW_LIMIT_MS = 2000;

let set: SentinelSet;
let service: TestService;

before(async () => {
  set = await SentinelSet.start('--min-replicas-to-write', '1', '--min-replicas-max-lag', '3');
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

// biome-ignore lint/suspicious/noExplicitAny: as in TestResponse
async function status(): Promise<any> {
  return (await service.get('/readyz')).json.redis;
}

function others<T>(all: readonly T[], but: T): T[] {
  return all.filter((each) => each !== but);
}

function names(places: readonly Place[]): string[] {
  return places.map(({ name }) => name);
}

test('one Sentinel that is cut off and comes first in the list does not lead the app to the old primary', async (t) => {
  const old = await set.whenSettled();
  const [first, ...rest] = set.sentinels as [Place, ...Place[]];
  set.network.cut([first.name], [...names(rest), ...names(set.nodes)]);
  const writer = new SteadyClient(service, 'first');
  await eventually(() => assert.ok(writer.responses.length > 20));
  await old.server.crash();
  const now = await set.whenMoved(old, rest);
  const movedMs = performance.now();
  await eventually(() => assert.ok(writer.successesAfter(movedMs).length > 0));
  // It starts as a master, which it was.
  await old.server.run();
  const backMs = performance.now();
  await eventually(() => assert.ok(writer.successesAfter(backMs).length > 20));
  assert.equal(await set.primaryBy(first), old);
  const { primary, sentinels } = await status();
  assert.equal(primary.address, `${now.address}:${now.port}`);
  assert.deepEqual(
    sentinels.sentinels.map((each: { names: string }) => each.names === primary.address),
    [false, true, true],
  );
  const writes = await writer.stop();
  for (const { id, status, startMs } of writes) {
    if (startMs > backMs && status < 300) assert.equal(await now.server.client.exists(`item:${id}`), 1);
    assert.ok(status < 300 || status === 503);
  }
  t.diagnostic(JSON.stringify(writer.summary()));
});

test('an app that sees only the primary’s side of a cut gets no write through, and reads nothing old', async (t) => {
  const old = await set.whenSettled();
  const [near, ...far] = set.sentinels as [Place, ...Place[]];
  const farNodes = others(set.nodes, old);
  await service.put('cut', 1);
  await eventually(async () => {
    for (const { server } of farNodes) assert.equal(await server.client.get('item:cut'), '1');
  });
  const writer = new SteadyClient(service, 'isolated', 50);
  await eventually(() => assert.ok(writer.responses.length > 20));
  set.network.cut([old.name, near.name, APP], [...names(far), ...names(farNodes)]);
  const cutMs = performance.now();
  const now = await set.whenMoved(old, far);
  const movedMs = performance.now();
  await eventually(async () => assert.equal((await status()).sentinels.state, 'alone'));
  await eventually(async () => assert.equal((await status()).primary.address, `${old.address}:${old.port}`));
  await eventually(() => assert.ok(performance.now() > cutMs + ISOLATED_LIMIT_MS));
  const refused = () => writer.responses.filter(({ startMs }) => startMs > cutMs + ISOLATED_LIMIT_MS);
  await eventually(() => assert.ok(refused().length > 100));
  for (const { status, problem } of refused()) assert.deepEqual([status, problem], [503, 'primary-unavailable']);

  // Another pod on the other side writes, and its client comes here.
  // It takes writes as soon as the third node follows it.
  await eventually(() => now.server.client.set('item:cut', '2'));
  const token = formatToken(positionOf(parseReplicationInfo(await now.server.client.info('replication'))));
  const read = await service.get('/items/cut', { 'Consistency-Token': token });
  const honest = read.status === 503 || read.headers.get('consistency') === 'unverified';
  assert.ok(honest, `${read.status} ${read.text}`);

  set.network.heal();
  const healedMs = performance.now();
  await eventually(async () => assert.equal((await status()).primary.address, `${now.address}:${now.port}`));
  await eventually(() => assert.ok(writer.successesAfter(healedMs).length > 0));
  const writes = await writer.stop();
  const accepted = writes.filter(({ status, startMs }) => status < 300 && startMs > cutMs && startMs < healedMs);
  const lastMs = Math.max(0, ...accepted.map(({ endMs }) => endMs - cutMs));
  const [first] = writer.successesAfter(healedMs);
  t.diagnostic(
    `the majority moved ${Math.round(movedMs - cutMs)} ms after the cut; the isolated primary accepted ${accepted.length} writes, ` +
      `the last ${Math.round(lastMs)} ms after the cut; first write ${Math.round((first?.endMs ?? 0) - healedMs)} ms after its end; ` +
      JSON.stringify(writer.summary()),
  );
  assert.ok(!writes.some(({ status }) => status === 500));
});

test('replies that reach nobody: a Sentinel whose replies are lost counts as away', async () => {
  const [first] = set.sentinels as [Place];
  set.network.cutOneWay(first.name, APP);
  await eventually(async () => {
    const { state, sentinels } = (await status()).sentinels;
    assert.deepEqual(
      [state, sentinels.map((each: { reached: boolean }) => each.reached)],
      ['agreed', [false, true, true]],
    );
  });
  assert.equal(await service.metric('webapp_sentinels_reachable'), 2);
  assert.ok((await service.put('lost-replies', 1)).status < 300);
});

test('a Sentinel that hangs holds nothing up', async (t) => {
  const old = await set.whenSettled();
  const [hung, ...rest] = set.sentinels as [Place, ...Place[]];
  hung.server.freeze();
  try {
    await old.server.crash();
    await set.whenMoved(old, rest);
    await eventually(async () => assert.ok((await service.put('hung', 1)).status < 300));
    const writtenMs = performance.now();
    const { toldMs, writableMs } = await eventually(() => {
      assert.ok(set.lastSwitch !== undefined);
      return set.lastSwitch;
    });
    const [app, plain] = [writtenMs - toldMs, (await writableMs) - toldMs];
    t.diagnostic(
      `first write ${Math.round(app)} ms after +switch-master, a plain client's after ${Math.round(plain)} ms`,
    );
    assert.ok(app - plain < FOLLOW_LIMIT_MS);
    assert.deepEqual((await status()).sentinels.sentinels[0].reached, false);
  } finally {
    hung.server.thaw();
    await old.server.run();
  }
});

test('without any Sentinel the present primary goes on being used, also by a new connection', async () => {
  const primary = await set.whenSettled();
  set.network.cut([APP], names(set.sentinels));
  await eventually(async () => assert.equal((await status()).sentinels.state, 'unreachable'));
  assert.equal(await service.metric('webapp_sentinels_reachable'), 0);
  assert.ok((await service.put('alone', 1)).status < 300);
  await primary.server.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await eventually(async () => assert.ok((await service.put('alone', 2)).status < 300));
  assert.equal(await primary.server.client.get('item:alone'), '2');
  await service.whenHealthy(2);
});

test('two Sentinels that disagree: nobody is believed, and the log says so once', async () => {
  const old = await set.whenSettled();
  const [first, second, third] = set.sentinels as [Place, Place, Place];
  set.network.cut([first.name], [second.name, third.name, ...names(set.nodes)]);
  await old.server.crash();
  await set.whenMoved(old, [second, third]);
  await old.server.run();
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) });
  const list = [first, second].map(({ address, port }) => `${address}:${port}`).join(',');
  const other = await TestService.start({ ...IMPATIENT, ...set.env, REDIS_SENTINELS: list }, undefined, log);
  try {
    await eventually(async () => assert.equal((await other.get('/readyz')).json.redis.sentinels.state, 'disagreed'));
    for (let i = 0; i < 20; i += 1) {
      assert.equal((await other.put('disputed', i)).status, 503);
      await sleep(100);
    }
    assert.equal(lines.filter((line) => /name different primaries/.test(line)).length, 1);
    set.network.heal();
    await eventually(async () => assert.ok((await other.put('disputed', 20)).status < 300));
    const settled = await set.whenSettled();
    assert.equal(await settled.server.client.get('item:disputed'), '20');
  } finally {
    await other.stop();
  }
});

test('what the Sentinels hold for down gets no reads, and the primary is none of the replicas', async () => {
  const primary = await set.whenSettled();
  const [down] = others(set.nodes, primary) as [Place];
  await down.server.crash();
  try {
    await eventually(async () => {
      const [sentinel] = set.sentinels as [Place];
      const replicas = (await sentinel.server.client.call('SENTINEL', 'REPLICAS', MASTER_SET)) as string[][];
      assert.ok(replicas.some((replica) => replica.some((field) => /s_down/.test(field))));
    });
    await eventually(async () => assert.equal((await status()).replicas.length, 1));
    assert.ok((await status()).replicas[0].node !== `${primary.address}:${primary.port}`);
  } finally {
    await down.server.run();
  }
});
