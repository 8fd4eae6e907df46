import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../values/io';
import { StackError } from './errors';
import { milliseconds, readOptions, usage } from './options';

const read = (...argv: string[]) => readOptions(argv, PROJECT_ROOT);

const usageErrors: [string[], RegExp][] = [
  [
    ['start'],
    /'start' is invalid for argument 'command'\. Allowed choices are up, demo, status, down, backup, restore, rotate\./,
  ],
  [['restore', 'latest', 'now'], /too many arguments\. Expected 2 arguments but got 3/],
  [['status', 'latest'], /status takes no name: latest/],
  [['restore', 'yesterday'], /'yesterday' is invalid for argument 'name'\. It must be latest, or the name of a backup/],
  [['rotate'], /rotate takes one of redis, grafana, api/],
  [['rotate', 'latest'], /rotate takes one of redis, grafana, api/],
  [['restore', 'redis'], /restore takes a backup: redis is none/],
  [['rotate', 'redis', '--finish'], /--finish belongs to rotate api/],
  [['backup', '--force'], /--force belongs to restore/],
  [['up', '--prot-offset', '1'], /unknown option '--prot-offset'\n\(Did you mean --port-offset\?\)/],
  [['--set'], /option '--set <KEY=VALUE>' argument missing/],
  [['--yes=no'], /unknown option '--yes=no'\n\(Did you mean --yes\?\)/],
  [
    ['--target', 'moon'],
    /'--target <T>' argument 'moon' is invalid\. Allowed choices are auto, kubernetes, kind, local\./,
  ],
  [['--port-offset', 'many'], /'--port-offset <N>' argument 'many' is invalid\. It must be a whole number/],
  [['--port-offset', '60000'], /argument '60000' is invalid\. It must be a whole number from -1900 to 56000/],
  [['--rules-time-scale', 'fast'], /argument 'fast' is invalid\. It must be a number from 0.01 to 10/],
  [['--timeout', '5'], /'--timeout <D>' argument '5' is invalid\. It must be a duration such as 90s or 5m/],
  [['--release', 'My_App'], /'--release <NAME>' argument 'My_App' is invalid\. It must be lower-case/],
  [['--namespace', '-x'], /'--namespace <NS>' argument '-x' is invalid\. It must be lower-case/],
  [['--image', 'a', '--push-to', 'b'], /'--image <REF>' cannot be used with option '--push-to <REG>'/],
  [['--delete-data'], /--delete-data belongs to down/],
  [
    ['--profile', 'prod'],
    /argument 'prod' is invalid\. Allowed choices are alert-routes, dev, existing-monitoring, ha, production\./,
  ],
  [['--values', 'nowhere.yaml'], /argument 'nowhere\.yaml' is invalid\. It must be a file that exists/],
  [['--set', 'webapp.replicas'], /argument 'webapp\.replicas' is invalid\. It must be KEY=VALUE/],
];

for (const [argv, message] of usageErrors) {
  test(`"${argv.join(' ')}" is wrong usage and says why`, () => {
    assert.throws(
      () => read(...argv),
      (error) =>
        error instanceof StackError &&
        error.exitCode === 2 &&
        message.test(error.message) &&
        error.hint.includes(usage()),
    );
  });
}

test('without arguments it brings everything up, and chooses the target itself', () => {
  assert.deepEqual(read(), {
    command: 'up',
    backup: '',
    secret: '',
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
    force: false,
    finish: false,
    pause: false,
    given: [],
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
    assert.match(usage(), new RegExp(`^ +--${option}\\b`, 'm'));
  }
});

test('durations are read as Helm reads them', () => {
  assert.deepEqual(['90s', '5m', '1h'].map(milliseconds), [90_000, 300_000, 3_600_000]);
});

test('what stands on the command line is told from defaults', () => {
  assert.deepEqual(readOptions(['demo', '--port-offset', '0', '--pause'], '/')?.given, ['portOffset', 'pause']);
});
