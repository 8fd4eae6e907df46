import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../testing/io';
import { runHelm } from './helm';

const limits = { cpuSeconds: 20, timeMs: 60_000, bytes: 2 ** 20 };

function script(t: { after(clean: () => void): void }, text: string): string {
  const file = path.join(temporaryFolder(t), 'helm');
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

test('Helm gets its arguments, and nothing of a cluster', async (t) => {
  process.env['KUBECONFIG'] = '/somewhere';
  t.after(() => delete process.env['KUBECONFIG']);
  const helm = script(t, 'echo "$1|$2|$KUBECONFIG"; echo warning >&2; exit 3');
  const result = await runHelm(helm, ['template', 'a b'], limits);
  assert.deepEqual(result, { code: 3, stdout: 'template|a b|\n', stderr: 'warning\n' });
});

test('a Helm that never ends is ended', async (t) => {
  const { ended } = await runHelm(script(t, 'exec sleep 600'), [], { ...limits, timeMs: 50 });
  assert.equal(ended, 'took longer than 0.05 s');
});

test('a Helm that computes for ever is ended by the time of the processor, which a busy machine does not use up', async (t) => {
  const { ended } = await runHelm(script(t, 'while :; do :; done'), [], { ...limits, cpuSeconds: 1 });
  assert.equal(ended, 'took more than 1 s of processor time');
});

test('a Helm that never stops printing is ended', async (t) => {
  const { ended, stdout } = await runHelm(script(t, 'exec yes'), [], limits);
  assert.equal(ended, 'printed more than 1 MiB');
  assert.ok(stdout.length <= limits.bytes);
});

test('a Helm that takes all memory ends by itself', {
  skip: process.platform === 'linux' ? false : 'no limit of memory here',
}, async (t) => {
  const { ended } = await runHelm(
    script(t, 'ulimit -v | grep -q "^[0-9]*$" && echo "fatal error: out of memory" >&2; exit 2'),
    [],
    limits,
  );
  assert.equal(ended, 'took more than 4 GiB of memory');
});
