import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { rightAlerts, Watch } from './integration/lasting';

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
  const watches = Object.entries({ never, always, onlyNowAndThen, cannotBeAsked }).map(
    ([name, isSo]) => new Watch({ name, fromMs: 1_000, isSo }),
  );
  await delay(1_500);
  assert.deepEqual(await rightAlerts(watches), ['always', 'cannotBeAsked']);
});
