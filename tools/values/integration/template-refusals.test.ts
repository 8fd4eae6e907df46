/**
 * The wrong examples of the rules that the chart's template shares go through `helm template` too: what the tool refuses by such
 * a rule, Helm refuses in the same words.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { copyChartAlone } from '../../deploy/chart-alone';
import { validateFiles } from '../check/validate';
import type { Finding } from '../findings';
import { PROJECT_ROOT } from '../io';
import { formatPath } from '../json';
import { sentence, type Wording } from '../rules/wording';
import { CONTEXT } from '../testing/chart';
import { helmTemplate } from '../testing/helm';
import { escaped } from '../text/escape';
import { RULES } from '../tme1crv/rules';

const WRONG = path.join(__dirname, '../testdata/wrong');
const SHARED = new Map<string, readonly Wording[]>(
  RULES.flatMap(({ name, inChart }) => (inChart ? [[name, Object.values(inChart)] as const] : [])),
);

const examples = readdirSync(WRONG)
  .filter((name) => /^[^.]+\.yaml$/.test(name))
  .map((name) =>
    [name, name.replace('.yaml', '.2.yaml')].map((one) => path.join(WRONG, one)).filter((one) => existsSync(one)),
  )
  .map((files) => ({ files, refused: sharedRefusals(files) }))
  .filter(({ refused }) => refused.length > 0);

describe('what the tool refuses by a rule of the chart, Helm refuses in the same words', () => {
  let folder: string;
  let chart: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tme1crv-refusals-'));
    chart = path.join(folder, 'chart');
    copyChartAlone(PROJECT_ROOT, chart);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const { files, refused } of examples)
    test(path.basename(files[0] ?? ''), async () => {
      // The schema may refuse the file as well, and Helm asks it first.
      const { refusal = 'it was rendered' } = await helmTemplate(chart, files, '--skip-schema-validation');
      for (const finding of refused) assert.ok(refusal.includes(finding), `${finding}\nis not in\n${refusal}`);
    });

  test('there is an example for each of these rules', () => {
    const shown = new Set<string>(examples.flatMap(({ files }) => sharedFindings(files).map(({ rule }) => rule)));
    assert.deepEqual(
      [...SHARED.keys()].filter((name) => !shown.has(name)),
      [],
    );
  });
});

// --- internal ---

function sharedFindings(files: readonly string[]): Finding[] {
  const read = files.map((name) => ({ name, bytes: readFileSync(name) }));
  return validateFiles(read, CONTEXT).filter(({ rule, severity, message, path: at }) => {
    // Of resources the template looks at the web app's alone.
    if (rule === 'requests-within-limits' && at[0] !== 'webapp') return false;
    const words = SHARED.get(rule) ?? [];
    return severity === 'error' && words.some((wording) => patternOf(wording.message).test(message));
  });
}

/** As the template says them. */
function sharedRefusals(files: readonly string[]): string[] {
  return sharedFindings(files).map(({ rule, message, fix = '', path: at }) => {
    const said = sentence({ message, fix });
    return rule === 'requests-within-limits' ? `${formatPath(at.slice(0, 2))} ${said}` : said;
  });
}

/** A message whatever its verbs were filled with. */
function patternOf(message: string): RegExp {
  const literal = message.split(/%[vsdq]/).map(escaped);
  return new RegExp(`^${literal.join('.*')}$`, 's');
}
