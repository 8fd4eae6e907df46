import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { SourceError } from '../../errors';
import { defaultOf } from '../../schema/tree';
import type { JsonSchema } from '../../schema/types';
import { CONTEXT, findingsOf } from '../../testing/chart';
import { PROFILES } from '../profiles';
import { because } from '../profiles/profile';
import { commentedYaml } from './commented-yaml';
import { renderProfile } from './profiles';
import { generateReadme } from './readme';
import { generateValuesYaml } from './values-yaml';

describe('values.yaml', () => {
  const { schema } = CONTEXT;
  const text = generateValuesYaml({ root: '', schema })[0]?.content ?? '';

  test('tells the editor its schema and the reader not to edit', () => {
    const [first, second] = text.split('\n');
    assert.equal(first, '# yaml-language-server: $schema=values.schema.json');
    assert.match(second ?? '', /don't edit/);
  });

  test("holds exactly the schema's defaults", () =>
    assert.deepEqual(parse(text, { version: '1.1' }), defaultOf(schema, schema)));

  test('has a comment above every key (but those of free maps) and no line over 120 characters', () => {
    const lines = text.split('\n');
    const indentation = (at: number) => (lines[at] ?? '').search(/\S/);
    // A list's items are explained by the comment above the list: what stands under a dash, however deep, belongs to one.
    const inListItem = (at: number): boolean => {
      let parent = at - 1;
      while (parent >= 0 && indentation(parent) >= indentation(at)) parent--;
      return parent >= 0 && (/^\s*- /.test(lines[parent] ?? '') || inListItem(parent));
    };
    const bare = lines.filter(
      (line, at) => /^\s*[\w-]+:/.test(line) && !/^\s*#/.test(lines[at - 1] ?? '') && !inListItem(at),
    );
    assert.deepEqual(
      bare.filter((line) => !/grafana_dashboard/.test(line)),
      [],
    );
    assert.deepEqual(
      lines.filter((line) => line.length > 120 && !line.includes('`')),
      [],
    );
  });

  test('names unit and bounds, and shows an example where the default shows nothing', () => {
    const schema: JsonSchema = {
      properties: {
        size: { description: 'Size.', type: 'integer', minimum: 1, maximum: 9, 'x-unit': 'bytes', default: 3 },
        hosts: { description: 'Hosts.', type: 'array', examples: [['a.example.com']], default: [] },
        unset: { description: 'Not written.', type: 'string' },
      },
    };
    const [file] = generateValuesYaml({ root: '', schema });
    assert.match(
      file?.content ?? '',
      /\n# Size\.\n# Unit: bytes\. Allowed: 1 to 9\.\nsize: 3\n\n# Hosts\.\n# Example: \["a\.example\.com"\]\nhosts: \[\]\n$/,
    );
  });
});

test('YAML that Helm would misread is quoted, and long texts stay readable', () => {
  const text = commentedYaml([
    { key: 'a', value: 'off' },
    { key: 'b', value: '0777' },
    { key: 'c', comment: 'why', children: [{ key: 'd.e', value: 'x\ny\n' }] },
  ]);
  assert.equal(text, 'a: "off"\n\nb: "0777"\n\n# why\nc:\n  d.e: |\n    x\n    y\n');
});

describe('profiles', () => {
  test('are what validate accepts, without a warning', () => {
    for (const profile of PROFILES) assert.deepEqual(findingsOf(renderProfile(profile)), [], profile.name);
  });

  test('put each reason above its override', () => {
    const values = {
      webapp: { replicas: because('One is enough.', 1), podDisruptionBudget: because('So none.', { enabled: false }) },
    };
    const text = renderProfile({ name: 'x', description: 'For a test.', values });
    assert.equal(
      text.slice(text.indexOf('\nwebapp')),
      '\nwebapp:\n  # One is enough.\n  replicas: 1\n  # So none.\n  podDisruptionBudget:\n    enabled: false\n',
    );
  });

  test('refuse an override without a reason', () => {
    const profile = { name: 'x', description: '', values: { webapp: { replicas: 1 } } };
    assert.throws(
      () => renderProfile(profile),
      new SourceError('profile x: webapp.replicas has no reason: wrap it, or a map around it, in because()'),
    );
  });
});

test("the README's tables have every own value", () => {
  const text = generateReadme({ root: '', schema: CONTEXT.schema })[0]?.content ?? '';
  for (const name of [
    'webapp.replicas',
    'redis.replica.replicaCount',
    'kube-prometheus-stack.enabled',
    'nameOverride',
  ]) {
    assert.match(text, new RegExp(`^\\| \`${name}\` \\| \\w+ \\|`, 'm'));
  }
});
