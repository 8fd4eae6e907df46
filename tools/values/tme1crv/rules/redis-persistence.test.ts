import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisPersistence } from './redis-persistence';

const says = (lines: string, redis: object = {}) =>
  saysOf(redisPersistence, { redis: { commonConfiguration: lines, ...redis } });

test('a primary with replicas keeps its data somehow', () => {
  assert.match(says('appendonly no\nsave ""')[0] ?? '', /^error: appendonly is no and no snapshot is taken/);
  assert.deepEqual(says('appendonly no\nsave ""', { master: { extraFlags: ['--appendonly', 'yes'] } }), []);
  assert.deepEqual(says('appendonly yes\nsave ""'), []);
});

test('snapshots alone are a warning, and so is nothing at all without replicas', () => {
  assert.match(says('appendonly no\nsave 60 1')[0] ?? '', /^warning: appendonly is no: /);
  assert.match(says('maxmemory 10mb')[0] ?? '', /^warning: appendonly is no: /);
  assert.match(says('save ""', { architecture: 'standalone' })[0] ?? '', /^warning: .* a restart loses everything$/);
});

test('without a volume there is another rule', () => {
  assert.deepEqual(says('save ""', { master: { persistence: { enabled: false } } }), []);
});

test('what is not known is not judged', () => {
  assert.deepEqual(says('save ""\n{{ .Values.more }}'), []);
  assert.deepEqual(says('', { existingConfigmap: 'mine' }), []);
  assert.deepEqual(says('save ""', { master: { extraFlags: ['--appendonly', '$AOF'] } }), []);
});
