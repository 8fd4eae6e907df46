/** A rule file is rendered, or the chart refuses it: nothing in chart/files/rules is dropped in silence. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { copyChartAlone } from '../../deploy/chart-alone';
import { PROJECT_ROOT } from '../../values/io';
import { helmTemplate, writeTree } from '../../values/testing/helm';

const RULES = 'groups: [{ name: extra, rules: [{ record: "tme1crv:extra", expr: "vector(1)" }] }]\n';

const REFUSED: Record<string, [file: string, text: string, says: RegExp]> = {
  'an unknown part of the stack': [
    'extra.yaml',
    `enabledBy: grafana\n${RULES}`,
    /extra\.yaml: enabledBy: grafana is none of/,
  ],
  'a misspelt key': ['extra.yaml', `enabledby: webapp\n${RULES}`, /extra\.yaml: unknown key enabledby/],
  'an unknown value in `when`': [
    'extra.yaml',
    RULES.replace('expr:', 'when: [redisReplica], expr:'),
    /extra\.yaml: when: \[redisReplica\] of tme1crv:extra is no value/,
  ],
  'no groups': ['extra.yaml', '# nothing yet\n', /extra\.yaml has no groups/],
  'broken YAML': ['extra.yaml', 'groups: [\n', /extra\.yaml is no YAML/],
  'another ending': [
    'extra.yml',
    RULES,
    /extra\.yml: a rule file stands in files\/rules itself, and its name ends in \.yaml/,
  ],
  'a folder of its own': ['team/extra.yaml', RULES, /team\/extra\.yaml: a rule file stands in files\/rules itself/],
};

describe('a new file in chart/files/rules', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tme1crv-rule-files-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('is rendered without being named anywhere else', async () => {
    assert.match((await render('plain', 'extra.yaml', RULES)).manifest ?? '', /record: tme1crv:extra/);
  });

  test('and with the part of the stack that it is about', async () => {
    const text = `enabledBy: webapp\n${RULES}`;
    assert.match((await render('on', 'extra.yaml', text)).manifest ?? '', /record: tme1crv:extra/);
    const without = await render('off', 'extra.yaml', text, '--set', 'webapp.enabled=false');
    assert.match(without.manifest ?? '', /kind: PrometheusRule/);
    assert.doesNotMatch(without.manifest ?? '', /tme1crv:extra/);
  });

  for (const [name, [file, text, says]] of Object.entries(REFUSED))
    test(`is refused with its name: ${name}`, async () => {
      assert.match((await render(name.replaceAll(/\W+/g, '-'), file, text)).refusal ?? 'it was rendered', says);
    });

  /** What Helm makes of the chart with one more rule file. */
  function render(name: string, file: string, text: string, ...options: string[]) {
    const chart = join(folder, name);
    copyChartAlone(PROJECT_ROOT, chart);
    writeTree(join(chart, 'files/rules'), { [file]: text });
    return helmTemplate(chart, [], ...options);
  }
});
