import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { failuresOf } from './failures';

const TESTS = `
const { test } = require('node:test');
test('outer', async (t) => {
  await t.test('inner', () => { throw new Error('one line\\nand another'); });
  await t.test('fine', () => {});
});
test('slow', { timeout: 20 }, () => new Promise((done) => setTimeout(done, 200)));
test('long', () => { throw new Error(Array.from({ length: 60 }, (_, index) => 'line ' + index).join('\\n')); });
test('passes', () => {});
`;

test('each failed test of a real run: where, name, message; nothing of those that passed', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'failures-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'some.test.cjs');
  writeFileSync(file, TESTS);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=spec', file], { encoding: 'utf8', env });
  const failures = failuresOf(stdout);
  assert.deepEqual(
    failures.map(([, name]) => /^✖ (\w+)/.exec(name ?? '')?.[1]),
    ['inner', 'slow', 'long'],
  );
  assert.match(
    failures[0]?.join('\n') ?? '',
    /^test at .*some\.test\.cjs:\d+:\d+\n✖ inner .*\n {2}Error: one line\n {2}and another$/,
  );
  assert.match(failures[1]?.join('\n') ?? '', /timed out after 20ms/);
  assert.match(failures[2]?.at(-1) ?? '', /^ {2}\(\d+ more lines above\)$/);
});

test('a failed check with its lines, up to the next', () => {
  const output = [
    'ok    one   1.0 s',
    'FAIL  two',
    '      what it said',
    'ok    three   1.0 s',
    'FAIL  four',
    'lint-test: 2 passed, 2 failed',
  ];
  assert.deepEqual(failuresOf(output.join('\n')), [['FAIL  two', '      what it said'], ['FAIL  four']]);
});

test('nothing failed', () => assert.deepEqual(failuresOf('ok    one   1.0 s\nℹ pass 3\nℹ fail 0\n'), []));
