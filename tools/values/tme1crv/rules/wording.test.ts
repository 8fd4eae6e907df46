import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../../io';
import { fill } from '../../rules/wording';
import { RULES } from '.';

/** What is no rule in their folder. */
const NO_RULES = ['index'];

test('every file with a rule is in the index', () => {
  const files = readdirSync(__dirname).flatMap((file) => /^([\w-]+)\.ts$/.exec(file)?.[1] ?? []);
  const listed = RULES.map(({ name }) => name);
  assert.deepEqual([...listed, ...NO_RULES].sort(), files.sort());
});

test('the template says each of the words that the rules share with it, and no others', () => {
  const templates = globSync('chart/templates/{validate.yaml,**/*-problems.tpl}', { cwd: PROJECT_ROOT });
  const template = templates.map((file) => readFileSync(path.join(PROJECT_ROOT, file), 'utf8')).join('');
  const said = [...template.matchAll(/\$say\.(\w+)/g)].map(([, name]) => name as string);
  const shared = RULES.flatMap(({ inChart }) => Object.keys(inChart ?? {}));
  assert.deepEqual([...new Set(said)].sort(), [...shared].sort());
});

test('verbs are filled in order, %q with quotes', () => {
  const filled = fill({ message: '%q is not %v (%d of %s)', fix: 'try %q' }, 'a"b', true, 3, 'x', '');
  assert.deepEqual(filled, { message: '"a\\"b" is not true (3 of x)', fix: 'try ""' });
});
