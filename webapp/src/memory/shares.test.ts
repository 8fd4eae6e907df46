import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitForBytesInFlight, maxBodyBytes, memoryShares, WRITE_FACTOR } from './shares';

const MEBI = 2 ** 20;

test('what is in flight and the connections leave room for the rest, whatever the limit', () => {
  for (let limit = 128 * MEBI; limit < 16_384 * MEBI; limit *= 1.3) {
    const { inFlightBytes, connections } = memoryShares(limit);
    assert.ok(96 * MEBI + inFlightBytes + connections * 16_384 < 0.9 * limit, `${limit}`);
  }
});

test('more memory never means less room', () => {
  let before = memoryShares(MEBI);
  for (let limit = 2 * MEBI; limit < 1024 * MEBI; limit += MEBI) {
    const now = memoryShares(limit);
    assert.ok(now.inFlightBytes >= before.inFlightBytes && now.connections >= before.connections, `${limit}`);
    before = now;
  }
});

test('the limit for so many bytes lets so many bytes in', () => {
  for (const bytes of [20 * MEBI, 115 * MEBI, 4096 * MEBI]) {
    const { inFlightBytes } = memoryShares(limitForBytesInFlight(bytes));
    assert.ok(inFlightBytes >= bytes && inFlightBytes < bytes + 2, `${bytes}`);
  }
});

test('the chart’s default limit takes hundreds of the largest bodies at once, and a larger one than the default', () => {
  const shares = memoryShares(384 * MEBI);
  assert.ok(shares.inFlightBytes / (WRITE_FACTOR * 65_536) > 200);
  assert.ok(shares.connections > 1000);
  assert.ok(maxBodyBytes(shares) > 16 * MEBI);
});
