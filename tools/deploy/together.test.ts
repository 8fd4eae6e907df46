import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { together } from './together';

test('all works run at once', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  await together(
    undefined,
    () => promise,
    async () => resolve(),
  );
});

test('the first failure interrupts the others, and is thrown once they have ended', async () => {
  let ended = false;
  const failing = together(
    undefined,
    async (signal) => {
      await delay(60_000, undefined, { signal }).finally(() => {
        ended = true;
      });
    },
    async () => Promise.reject(new Error('no network')),
  );
  await assert.rejects(failing, /no network/);
  assert.ok(ended);
});

test('an interruption from outside ends all of them', async () => {
  const outside = new AbortController();
  const wait = (signal: AbortSignal) => delay(60_000, undefined, { signal });
  const interrupted = together(outside.signal, wait, wait);
  outside.abort();
  await assert.rejects(interrupted, { name: 'AbortError' });
});
