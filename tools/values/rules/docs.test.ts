/** docs/values.md lists every rule with its reason. UPDATE_EXPECTED=1 writes the table anew. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../io';
import { RULES } from '.';

const DOCUMENT = path.join(PROJECT_ROOT, 'docs/values.md');
const TABLE = /(\| rule \| why \| in the chart too \|\n\|---\|---\|---\|\n)((?:\|.*\n)*)/;

test('the documentation lists the rules as they are', () => {
  const rows = [...RULES]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, why, inChart }) => `| \`${name}\` | ${why} | ${inChart ? 'yes' : ''} |\n`)
    .join('');
  const text = readFileSync(DOCUMENT, 'utf8');
  if (process.env['UPDATE_EXPECTED'])
    writeFileSync(
      DOCUMENT,
      text.replace(TABLE, (_, head) => `${head}${rows}`),
    );
  assert.equal(TABLE.exec(readFileSync(DOCUMENT, 'utf8'))?.[2], rows);
});

test('a rule is marked as the chart’s where it speaks in the template’s words, and only there', () => {
  for (const { name, inChart } of RULES) {
    const source = readFileSync(path.join(__dirname, `${name}.ts`), 'utf8');
    assert.equal(source.includes('TEMPLATE_WORDING.'), Boolean(inChart), name);
  }
});
