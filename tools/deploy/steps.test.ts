import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Steps } from './steps';

function recorder() {
  let text = '';
  return {
    write: (more: string) => {
      text += more;
    },
    /** Without the times. */
    lines: () =>
      text
        .replaceAll(/\d+\.\d s/g, '# s')
        .split('\n')
        .slice(0, -1),
  };
}

test('steps are counted as they were added; what stands between them is not', async () => {
  const output = recorder();
  let replicas = 0;
  await new Steps(output)
    .add('values', async (note, remark) => {
      replicas = 3;
      note('two files');
      remark('Remember the milk.');
    })
    .between(async () => output.write('Sure?\n'))
    .add(
      () => `Redis with ${replicas} replicas`,
      async () => {},
    )
    .run();
  assert.deepEqual(output.lines(), [
    '==> [1/2] values … done in # s (two files)',
    'Remember the milk.',
    'Sure?',
    '==> [2/2] Redis with 3 replicas … done in # s',
  ]);
});

test('the first step that fails is the last', async () => {
  const output = recorder();
  const failing = new Steps(output)
    .add('one', async () => Promise.reject(new Error('no')))
    .add('two', async () => {})
    .run();
  await assert.rejects(failing, /no/);
  assert.deepEqual(output.lines(), ['==> [1/2] one … failed after # s']);
});

test('an interrupted step says so', async () => {
  const output = recorder();
  const interrupted = new Steps(output).add('one', async () => AbortSignal.abort().throwIfAborted()).run();
  await assert.rejects(interrupted, { name: 'AbortError' });
  assert.deepEqual(output.lines(), ['==> [1/1] one … interrupted after # s']);
});

test('a long step writes a dot every few seconds', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const output = recorder();
  await new Steps(output).add('long', async () => t.mock.timers.tick(7_000)).run();
  assert.deepEqual(output.lines(), ['==> [1/1] long … ..done in # s']);
});
