import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisTls } from './redis-tls';

test('TLS is refused as long as it does not work, with the ways out', () => {
  const says = (redis: object) => saysOf(redisTls, { redis: { tls: { enabled: true }, ...redis } });
  assert.match(says({})[0] ?? '', /^error: redis\.tls\.enabled is true: .* every request would get 503$/);
  assert.deepEqual([says({ enabled: false }), says({ tls: { enabled: false } })], [[], []]);
});
