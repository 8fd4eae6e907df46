/** The plan command as its users see it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { runCli, temporaryFolder } from '../../values/testing/io';

const WISHES = ['--reads', '20000', '--writes', '500', '--items', '5e6', '--item-bytes', '800', '--retention', '15d'];
const plan = (...options: string[]) => runCli(['plan', ...WISHES, ...options]);

describe('a plan', () => {
  test('is a table: each value with the requirements and the measurements that it follows from', async () => {
    const { code, stdout, stderr } = await plan();
    assert.equal(code, 0);
    assert.match(stdout, /^redis\.replica\.replicaCount +\d+ +\[\d+\] +reads writes item-bytes/m);
    assert.match(stdout, /^redis\.commonConfiguration: maxmemory +\d+mb +\[\d+\] +items item-bytes id-bytes/m);
    assert.match(stdout, /^…prometheusSpec\.retention +15d +retention$/m);
    assert.match(stdout, /^measured on a \d+-core .*docs\/capacity\.md\):$/m);
    assert.match(stdout, /^\[\d+\] [\d ]+ bytes an item with its index$/m);
    assert.equal(stderr, 'note: -o FILE writes the values file\n');
  });

  test('is written as a values file that names its schema and that validate accepts', async (t) => {
    const folder = temporaryFolder(t);
    const { code, stderr } = await plan('-o', path.join(folder, 'sizes/plan.yaml'));
    assert.equal(code, 0);
    assert.match(stderr, /^wrote .*plan\.yaml$/m);
    const file = path.join(folder, 'sizes/plan.yaml');
    const text = readFileSync(file, 'utf8');
    const [first] = text.split('\n');
    const [, schema = ''] = /^# yaml-language-server: \$schema=(.+)$/.exec(first ?? '') ?? [];
    assert.equal(JSON.parse(readFileSync(path.resolve(folder, 'sizes', schema), 'utf8')).type, 'object');
    assert.match(text, /^# {3}npx .* plan --reads 20000 --writes 500 --items 5e6 --item-bytes 800 --retention 15d$/m);
    const validated = await runCli(['validate', '--strict', file]);
    assert.equal(validated.code, 0, validated.stderr);
  });

  test('goes to stdout with -o -, without the table', async () => {
    const { stdout } = await plan('-o', '-');
    assert.match(stdout, /^# yaml-language-server: \$schema=chart\/values\.schema\.json\n/);
    assert.match(stdout, /^ {2}commonConfiguration: \|\n {4}appendonly yes$/m);
    assert.doesNotMatch(stdout, /^value +is/m);
  });

  test('is one JSON document with --format json', async () => {
    const { stdout } = await plan('--format', 'json');
    const { requirements, values, reasons, refusals } = JSON.parse(stdout);
    assert.equal(requirements.items, 5_000_000);
    assert.equal(requirements.retention, 15 * 86_400);
    assert.ok(values.redis.replica.replicaCount >= 2);
    const [replicas] = reasons.filter((reason: { path: string }) => reason.path === 'redis.replica.replicaCount');
    assert.deepEqual(replicas.from.slice(0, 2), ['--reads', '--writes']);
    assert.deepEqual(refusals, []);
  });
});

describe('what can’t be', () => {
  test('ends with exit code 1, the part that is the limit, and nothing written', async (t) => {
    const file = path.join(temporaryFolder(t), 'plan.yaml');
    const { code, stdout, stderr } = await plan('--writes', '1e6', '-o', file);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^gen-values: Redis primary: one primary takes .* writes\/s of this size .*; 1 000 000 are required \(lower --writes/,
    );
    assert.equal(stdout, '');
    assert.throws(() => readFileSync(file), /ENOENT/);
  });

  test('is said in the JSON document too', async () => {
    const { code, stdout, stderr } = await plan('--items', '1e9', '--format', 'json');
    assert.equal(code, 1);
    assert.equal(JSON.parse(stdout).refusals[0].part, 'memory of a Redis node');
    assert.equal(stderr, '');
  });
});

describe('a wrong call ends with exit code 2 and says', () => {
  const wrong: [string, string[], RegExp][] = [
    ['what is missing', ['--reads', '5'], /--writes is missing\n--items is missing\n--item-bytes is missing/],
    [
      'what it can’t read',
      [...WISHES, '--reads', 'many'],
      /--reads is "many"; expects a number such as 500, 20000 or 5e6/,
    ],
    [
      'what unit it expects',
      [...WISHES, '--item-bytes', '8 pages'],
      /--item-bytes is "8 pages"; expects bytes such as 800/,
    ],
    [
      'what a duration looks like',
      [...WISHES, '--retention', '15'],
      /--retention is "15"; expects a duration such as 15s, 12h or 15d/,
    ],
    [
      'what the bounds are',
      [...WISHES, '--availability', '100'],
      /--availability is 100 percent; must be 95 to 99\.999/,
    ],
    [
      'that there are no negative loads',
      [...WISHES, '--reads=-5'],
      /--reads is -5 requests per second; must be 0 to 1000000000/,
    ],
    ['that zones are whole', [...WISHES, '--zones', '1.5'], /--zones is 1\.5; must be a whole number, 1 to 10/],
    ['that an option is unknown', [...WISHES, '--read', '5'], /unknown option '--read'/],
    ['that it takes no files', [...WISHES, 'file.yaml'], /too many arguments for 'plan'/],
    ['which formats there are', [...WISHES, '--format', 'xml'], /Allowed choices are text, json/],
    ['where it can’t write', [...WISHES, '-o', '/dev/null/plan.yaml'], /\/dev\/null\/plan\.yaml: can't be written/],
  ];
  for (const [what, options, message] of wrong) {
    test(what, async () => {
      const { code, stdout, stderr } = await runCli(['plan', ...options]);
      assert.equal(code, 2);
      assert.match(stderr, message);
      assert.equal(stdout, '');
    });
  }
});

test('--help lists every requirement with its unit and default, on a screen', async () => {
  const { stdout } = await runCli(['plan', '--help']);
  assert.match(stdout, /^ {2}--retention <duration> +How long metrics are kept, 1d to 2y\. \[default 15d\]$/m);
  assert.match(stdout, /^ {2}--item-bytes <bytes> +.*\[bytes; required\]$/m);
  assert.ok(stdout.split('\n').length <= 40, `${stdout.split('\n').length} lines`);
});
