import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StackError } from '../tools/deploy/errors';
import { Checks } from './checks';
import { optionsOf } from './e2e/options';
import { until } from './e2e/until';
import { failuresOf } from './failures';
import { refused } from './refused';

test('a step that fails is told with its reason where it happens and at the end, and the test goes on', async (t) => {
  const before = process.exitCode;
  const printed: string[] = [];
  t.mock.method(console, 'log', (line: string) => printed.push(line));
  const checks = new Checks('e2e', { explain: async () => 'the pods' });
  await checks.check('one', async () => checks.show('found this'));
  await checks.check('two', async () => {
    throw new StackError('kubectl failed', 'not found');
  });
  await checks.check('three', async () => {});
  checks.report();
  assert.equal(process.exitCode, 1);
  process.exitCode = before;
  const output = printed.join('\n');
  assert.match(
    output,
    /^ok {4}one \(0 s\)\n {8}found this\nFAIL {2}two \(0 s\)\n {8}kubectl failed\n {8}not found\n {8}the pods\nok {4}three/m,
  );
  assert.match(output, /e2e: 2 passed, 1 failed$/);
  assert.equal(failuresOf(output).length, 2);
});

test('what was shown by an attempt that failed is not shown again', async (t) => {
  const before = process.exitCode;
  const printed: string[] = [];
  t.mock.method(console, 'log', (line: string) => printed.push(line));
  const checks = new Checks('e2e');
  await checks.check('one', async () => checks.show('first'));
  await checks.check('two', async () => {});
  assert.equal(printed.join('\n').match(/first/g)?.length, 1);
  checks.report();
  assert.equal(process.exitCode, before);
  assert.match(printed.join('\n'), /e2e: 2 passed, 0 failed$/);
});

test('a check is repeated until it holds, and an error in the check itself ends it at once', async () => {
  let calls = 0;
  await until(5, async () => {
    calls += 1;
    assert.equal(calls, 2);
  });
  await assert.rejects(
    until(0, async () => assert.equal(1, 2)),
    /still not so after 0 s/,
  );
  const broken = until(5, async () => {
    throw new TypeError('a mistake');
  });
  await assert.rejects(broken, TypeError);
});

test('what interrupts a check ends the test', async () => {
  const stopped = new AbortController();
  const checks = new Checks('release-test', { signal: stopped.signal });
  const interrupted = checks.check('one', () => {
    stopped.abort(new Error('interrupted by SIGINT'));
    throw new StackError('a program was ended');
  });
  await assert.rejects(interrupted, /interrupted by SIGINT/);
});

test('what has to be refused fails when it is not, or with other words', async () => {
  const fail = async () => {
    throw new StackError('helm failed', 'the guard refused it');
  };
  assert.match(await refused(fail(), 'the guard'), /^helm failed\nthe guard refused it$/);
  await assert.rejects(refused(fail(), /no claim/), /it failed, but says/);
  await assert.rejects(refused(Promise.resolve(), 'the guard'), /Missing expected rejection/);
});

test('a misspelt option is refused with the words that are known', () => {
  assert.throws(() => optionsOf({ E2E_ONLY: 'mian' }), { hint: 'It can be main or gitops or lasting.' });
  assert.throws(() => optionsOf({ E2E_TOPOLOGY: 'sentinels' }), /E2E_TOPOLOGY=sentinels is not known/);
  assert.equal(optionsOf({ E2E_HELM: 'helm4' }).only, 'main');
});
