/** A node that replies to nothing must not hold up what the others agree on: it is waited for a second, not for each whole time limit. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { NodeSet, type Pod } from '../testing/node-set';

/** Runs a function of the chart's scripts in a pod. @returns its lines, and how long it took */
function ask({ redis }: Pod, question: string) {
  const command = `. "$1/lib.sh"; . "$1/sentinels.sh"; ${question}`;
  const start = performance.now();
  const output = execFileSync('bash', ['-c', command, 'ask', redis.file('scripts')], {
    env: redis.environment(),
    encoding: 'utf8',
  });
  return { lines: output.split('\n').filter(Boolean), seconds: (performance.now() - start) / 1000 };
}

async function started(t: TestContext) {
  const set = await NodeSet.create(t);
  set.start();
  const leader = await set.untilWhole();
  const others = set.pods.filter((pod) => pod !== leader) as [Pod, Pod];
  return { set, leader, others };
}

test('with one node that hangs, the others tell who leads and what they hold', async (t) => {
  const { set, leader, others } = await started(t);
  await set.freeze(others[0]);
  const peers = ask(leader, 'peers 5');
  assert.deepEqual(
    peers.lines.map((line) => line.split(' ')[0]),
    [others[1].redis.host],
  );
  const agreed = ask(leader, 'sentinel_views 2 | agreed_primary');
  assert.deepEqual(agreed.lines, [leader.redis.host]);
});

test('where a majority has not replied, the others get the whole time', async (t) => {
  const { set, leader, others } = await started(t);
  for (const pod of others) await set.freeze(pod);
  const { lines, seconds } = ask(leader, 'peers 5');
  assert.deepEqual(lines, []);
  assert.ok(seconds > 5, `it took ${seconds} s`);
  assert.deepEqual(ask(leader, 'sentinel_views 2 | agreed_primary').lines, []);
});

test('all are heard, also when each of them takes its time, before a node starts empty', async (t) => {
  const { leader, others } = await started(t);
  const pids = await Promise.all(others.map(({ redis }) => redis.serverPid()));
  for (const pid of pids) process.kill(pid as number, 'SIGSTOP');
  const thaw = `(sleep 2; kill -CONT ${pids.join(' ')}) >/dev/null 2>&1 &`;
  const { lines } = ask(leader, `${thaw} patient_peers`);
  assert.equal(lines.length, 2);
});
