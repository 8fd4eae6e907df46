import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { webappMemory } from './webapp-memory';

const webapp = (bodyBytes: number, memory: string) => ({
  webapp: { limits: { bodyBytes }, resources: { limits: { memory } } },
});

test('the largest body must fit the memory limit of the web app', () => {
  assert.deepEqual(saysOf(webappMemory, webapp(16_777_216, '384Mi')), []);
  assert.match(
    saysOf(webappMemory, webapp(16_777_216, '256Mi'))[0] ?? '',
    /^error: bodies of 16777216 bytes don't fit webapp\.resources\.limits\.memory \(256Mi\), which has room for \d+/,
  );
  assert.deepEqual(saysOf(webappMemory, webapp(65_536, '96Mi')), []);
});

test('a limit with no room for any body asks for a larger limit alone', () => {
  assert.match(saysOf(webappMemory, webapp(65_536, '100Ki'))[0] ?? '', /\(100Ki\), which has room for none$/);
});

test("V8's heap leaves room for what is outside it", () => {
  const says = (value: string, memory: string | null = '256Mi') =>
    saysOf(webappMemory, {
      webapp: { extraEnv: [{ name: 'NODE_OPTIONS', value }], resources: { limits: { memory } } },
    });
  assert.match(says('--max-old-space-size=4096')[0] ?? '', /^warning: gives V8 4Gi .*memory is 256Mi/);
  assert.equal(says('--enable-source-maps --max_old_space_size=250').length, 1);
  assert.deepEqual(says('--max-old-space-size=160'), []);
  assert.deepEqual(says('--enable-source-maps'), []);
  assert.deepEqual(says('--max-old-space-size=4096', null), []);
});

test('without a limit, or without the web app, there is nothing to fit', () => {
  assert.deepEqual(
    saysOf(webappMemory, { webapp: { limits: { bodyBytes: 16_777_216 }, resources: { limits: null } } }),
    [],
  );
  assert.deepEqual(saysOf(webappMemory, { webapp: { enabled: false, ...webapp(16_777_216, '64Mi').webapp } }), []);
});
