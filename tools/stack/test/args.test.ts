import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArguments } from '../args';
import { StackError } from '../errors';

const usageErrors: [string[], RegExp][] = [
  [[], /no command given/],
  [['start'], /unknown command start/],
  [['up', '--prot-offset', '1'], /Unknown option '--prot-offset'/],
  [['up', '--port-offset', 'many'], /--port-offset takes a whole number/],
  [['up', '--port-offset', '60000'], /--port-offset takes a whole number/],
  [['up', '--timeout', '5'], /--timeout takes a duration such as 90s or 5m, not 5/],
  [['up', '--scrape-interval', '0s'], /--scrape-interval takes a duration/],
  [['values'], /at least one path/],
  [['programs', 'redis'], /unknown program redis/],
  [['status', 'now'], /Unexpected argument 'now'/],
];

for (const [argv, message] of usageErrors) {
  test(`"${argv.join(' ')}" is wrong usage and says why`, () => {
    assert.throws(
      () => readArguments(argv),
      (error) => error instanceof StackError && error.exitCode === 2 && message.test(error.message),
    );
  });
}

test('up takes the dev profile and the usual ports unless told', () => {
  assert.deepEqual(readArguments(['up']), {
    command: 'up',
    profile: 'dev',
    values: [],
    set: [],
    portOffset: 0,
    scrapeInterval: '5s',
    timeoutMs: 60_000,
  });
});

test('up keeps the order of values files and settings', () => {
  const asked = readArguments([
    'up',
    '--values',
    'a.yaml',
    '--set',
    'x=1',
    '--values=b.yaml',
    '--set',
    'y=2',
    '--timeout',
    '5m',
  ]);
  assert.equal(asked.command, 'up');
  assert.deepEqual(asked.command === 'up' && [asked.values, asked.set, asked.timeoutMs], [
    ['a.yaml', 'b.yaml'],
    ['x=1', 'y=2'],
    300_000,
  ]);
});
