import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { watched } from './integration/lasting';

test('an alert is right once what it tells of has lasted on end, also while it cannot be asked', async () => {
  const start = performance.now();
  const elapsed = () => performance.now() - start;
  const never = async () => false;
  const always = async () => true;
  const onlyNowAndThen = async () => Math.floor(elapsed() / 150) % 2 === 0;
  const cannotBeAsked = async () => {
    if (elapsed() < 50) return true;
    throw new Error('away');
  };
  const all = Object.entries({ never, always, onlyNowAndThen, cannotBeAsked }).map(([name, isSo]) => ({
    name,
    fromMs: 1_000,
    isSo,
  }));
  const { right } = await watched(all, () => delay(1_500));
  assert.deepEqual(right, ['always', 'cannotBeAsked']);
});

test('nobody looks any more once the work has failed', async () => {
  let looks = 0;
  const isSo = async () => {
    looks += 1;
    return true;
  };
  const failing = async () => {
    await delay(50);
    throw new Error('failed');
  };
  await assert.rejects(watched([{ name: 'a', fromMs: 0, isSo }], failing), /failed/);
  const before = looks;
  assert.ok(before > 0);
  await delay(400);
  assert.equal(looks, before);
});
