import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../values/io';
import { StackError } from './errors';
import { milliseconds, readOptions, USAGE } from './options';

const read = (...argv: string[]) => readOptions(argv, PROJECT_ROOT, PROJECT_ROOT);

const usageErrors: [string[], RegExp][] = [
  [['start'], /unknown command or argument: start/],
  [['status', 'now'], /unknown command or argument: now/],
  [['up', '--prot-offset', '1'], /unknown option --prot-offset/],
  [['--set'], /--set takes a value/],
  [['--yes=no'], /--yes takes no value/],
  [['--target', 'moon'], /--target moon: must be auto, kubernetes, kind or local/],
  [['--port-offset', 'many'], /--port-offset many: must be a whole number/],
  [['--port-offset', '60000'], /--port-offset 60000: must be a whole number from -1900 to 56000/],
  [['--rules-time-scale', 'fast'], /--rules-time-scale fast: must be a number from 0.01 to 10/],
  [['--timeout', '5'], /--timeout 5: must be a duration such as 90s or 5m/],
  [['--release', 'My_App'], /--release My_App: must be lower-case/],
  [['--namespace', '-x'], /--namespace -x: must be lower-case/],
  [['--image', 'a', '--push-to', 'b'], /exclude each other/],
  [['--delete-data'], /--delete-data belongs to down/],
  [['--profile', 'prod'], /--profile prod: there are alert-routes dev existing-monitoring production/],
  [['--values', 'nowhere.yaml'], /--values nowhere\.yaml: no such file/],
  [['--set', 'webapp.replicas'], /--set webapp\.replicas: must be KEY=VALUE/],
];

for (const [argv, message] of usageErrors) {
  test(`"${argv.join(' ')}" is wrong usage and says why`, () => {
    assert.throws(
      () => read(...argv),
      (error) =>
        error instanceof StackError &&
        error.exitCode === 2 &&
        message.test(error.message) &&
        error.hint.includes(USAGE),
    );
  });
}

test('without arguments it brings everything up, and chooses the target itself', () => {
  assert.deepEqual(read(), {
    command: 'up',
    target: 'auto',
    profile: undefined,
    values: [],
    set: [],
    image: '',
    pushTo: '',
    release: 'tme1crv',
    namespace: 'default',
    timeout: '5m',
    portOffset: 0,
    rulesTimeScale: 1,
    deleteData: false,
    yes: false,
  });
});

test('the order of values files and settings stays, and a value may begin with a dash', () => {
  const options = read(
    'up',
    '--values',
    'package.json',
    '--set',
    'x=1',
    '--values=README.md',
    '--set',
    'y=2',
    '--port-offset',
    '-100',
  );
  assert.deepEqual(
    options?.values,
    ['package.json', 'README.md'].map((file) => path.join(PROJECT_ROOT, file)),
  );
  assert.deepEqual(options?.set, ['x=1', 'y=2']);
  assert.equal(options?.portOffset, -100);
});

test('help is asked for anywhere, and lists every option', () => {
  assert.equal(read('--help'), undefined);
  assert.equal(read('down', '-h'), undefined);
  for (const option of ['target', 'profile', 'values', 'set', 'image', 'push-to', 'timeout', 'delete-data', 'yes']) {
    assert.match(USAGE, new RegExp(`^ +--${option}\\b`, 'm'));
  }
});

test('durations are read as Helm reads them', () => {
  assert.deepEqual(['90s', '5m', '1h'].map(milliseconds), [90_000, 300_000, 3_600_000]);
});
