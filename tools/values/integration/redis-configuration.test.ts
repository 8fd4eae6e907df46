/** One table of values for Redis: what the tool refuses of them, Helm refuses too, in the same words, and nothing else. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { parse, stringify } from 'yaml';
import { copyChartAlone } from '../../deploy/chart-alone';
import { PROJECT_ROOT } from '../io';
import type { JsonObject } from '../json';
import { violationsOf } from '../testing/chart';
import { helmTemplate } from '../testing/helm';
import { temporaryFolder } from '../testing/io';
import { RULES } from '../tme1crv/rules';

interface Case {
  it: string;
  set: JsonObject;
  refused?: string[];
}

const CASES = parse(readFileSync(path.join(__dirname, '../testdata/redis-configuration.yaml'), 'utf8')) as Case[];
const OWN_RULES = RULES.filter(({ inChart }) => inChart);

describe('tool and template refuse the same values for Redis', () => {
  for (const { it, set, refused = [] } of CASES) {
    test(it, async (t) => {
      const folder = temporaryFolder(t);
      const said = toolSays(set);
      assert.deepEqual(await templateSays(set, folder), said);
      assert.equal(said.length, refused.length, said.join('\n'));
      for (const start of refused)
        assert.ok(
          said.some((one) => one.startsWith(start)),
          `${start}\nnot in\n${said.join('\n')}`,
        );
    });
  }
});

// --- internal ---

function toolSays(set: JsonObject): string[] {
  const errors = OWN_RULES.flatMap((rule) => violationsOf(rule, set)).filter(({ severity }) => severity === 'error');
  return errors.map(({ message, fix }) => `${message}. ${fix.charAt(0).toUpperCase()}${fix.slice(1)}.`).sort();
}

async function templateSays(set: JsonObject, folder: string): Promise<string[]> {
  const values = path.join(folder, 'values.yaml');
  writeFileSync(values, stringify(set, { version: '1.1' }));
  const { refusal = '' } = await helmTemplate(chart(), [values], '--skip-schema-validation');
  const problems = refusal.split('\n\n- ').slice(1);
  // A failure of the template itself is no verdict.
  assert.equal(problems.length === 0, refusal === '', refusal);
  return problems.map((one) => one.split('\n')[0] ?? '').sort();
}

let copy: string | undefined;

/** The chart without its subcharts, which say nothing about these values. */
function chart(): string {
  if (!copy) {
    copy = temporaryFolder({ after: (clean) => process.once('exit', clean) });
    copyChartAlone(PROJECT_ROOT, path.join(copy, 'chart'));
    // What validate.yaml doesn't need would only be read again and again.
    for (const rest of ['dashboards', 'files/rules', 'templates/monitoring', 'templates/tests', 'templates/redis'])
      rmSync(path.join(copy, 'chart', rest), { recursive: true });
  }
  return path.join(copy, 'chart');
}
