/** A replica that holds keys doesn't follow a primary without data; what it holds is served meanwhile. */
import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { waitFor } from '../../../deploy/local';
import { inStep, release, write } from '../testing/keys';
import type { RedisNode } from '../testing/node';

test('a replica that was away when the primary was started empty on purpose keeps its keys until the primary has some', async (t) => {
  const all = await release(t, { replicas: 1 });
  const replica = all.replicas[0] as RedisNode;
  await all.startAll();
  await write(all.primary, 1000);
  await inStep(all);
  await replica.stop();
  await all.primary.kill();
  all.primary.loseVolume();
  all.primary.start();
  await all.primary.untilLog('0 of 1 replicas can be asked');
  assert.match((await all.primary.run('decide.sh', 'start-empty')).output, /done/);
  await all.primary.untilLog('starting empty, as decided');
  await all.primary.untilReady();

  replica.start();
  await replica.untilLog('it has no data, and this replica holds 1000 keys');
  assert.equal(await replica.keys(), 1000);
  await assert.rejects(replica.redis.set('key:0', 'other'), /READONLY/);

  await write(all.primary, 10, 'new');
  await replica.untilLog('following the primary at');
  await inStep(all);
  assert.equal(await replica.keys(), 10);
});

test('a replica that missed the last deletes follows a primary that is empty by right', async (t) => {
  const all = await release(t, { replicas: 1 });
  const replica = all.replicas[0] as RedisNode;
  await all.startAll();
  await write(all.primary, 10);
  await inStep(all);
  await replica.stop();
  await all.primary.redis.del(...Array.from({ length: 10 }, (_, i) => `key:${i}`));
  replica.start();
  await inStep(all);
  assert.equal(await replica.keys(), 0);
});

test('a replica is started with what the chart sets for it: flags come last, and its own full volume does not stop it', async (t) => {
  const all = await release(t, { replicas: 1, configuration: ['maxmemory 100mb'] });
  const replica = all.replicas[0] as RedisNode;
  replica.setFact('replica.flags', '--maxmemory\n50mb\n--maxclients 500\n');
  await all.startAll();
  const config = async (name: string) => ((await replica.redis.config('GET', name)) as string[])[1];
  assert.equal(await config('maxmemory'), String(50 * 1024 * 1024));
  assert.equal(await config('maxclients'), '500');
  assert.equal(await config('replica-ignore-disk-write-errors'), 'yes');
});

test('a replica whose primary does not respond gives up, and asks for its address again, long before a minute is over', async (t) => {
  const all = await release(t, { replicas: 1 });
  const replica = all.replicas[0] as RedisNode;
  const attempts: number[] = [];
  const silent = createServer((socket) => {
    attempts.push(performance.now());
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
  t.after(() => silent.close());
  replica.setFact('primary-host', '127.0.0.1');
  replica.setFact('primary-port', String((silent.address() as AddressInfo).port));
  replica.start();
  await waitFor(async () => attempts.length > 1, { what: 'a second attempt', timeoutMs: 40_000 });
  assert.ok((attempts[1] ?? 0) - (attempts[0] ?? 0) > 10_000, 'a primary that is only slow is given some time');
});

test('a stop signal reaches Redis, which ends in order; a killed Redis ends the container', async (t) => {
  const all = await release(t, { replicas: 0 });
  all.primary.start();
  await all.primary.untilReady();
  assert.equal(await all.primary.stop(), 0);
  assert.match(all.primary.log, /Redis is now ready to exit/);
  all.primary.start();
  await all.primary.untilReady();
  const pid = await all.primary.serverPid();
  assert.ok(pid !== undefined);
  process.kill(pid, 'SIGKILL');
  await waitFor(async () => !all.primary.running, { what: 'the script to end', timeoutMs: 10_000 });
  assert.equal(await all.primary.stop(), null);
});
