/** docs/values.md lists every rule with its reason. UPDATE_EXPECTED=1 writes the table anew. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../io';
import { DIRECTIVES, EVERY_ADDRESS, type JudgedDirective } from '../redis-conf/directives';
import { RULES } from '.';

const DOCUMENT = path.join(PROJECT_ROOT, 'docs/values.md');
const DIRECTIVE_TABLE = /(\| directive \| verdict \| why \|\n\|---\|---\|---\|\n)((?:\|.*\n)*)/;
const TABLE = /(\| rule \| why \| in the chart too \|\n\|---\|---\|---\|\n)((?:\|.*\n)*)/;

test('the documentation lists the directives that are judged', () => {
  const rows = DIRECTIVES.map(({ name, verdict, reason, ...limits }) => {
    const words = verdict === 'refused' ? 'refused' : 'warning';
    return `| \`${name}\`${limitsOf(limits)} | ${words} | ${reason} |\n`;
  });
  assertTable(DIRECTIVE_TABLE, rows.join(''));
});

test('the documentation lists the rules as they are', () => {
  const rows = [...RULES]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, why, inChart }) => `| \`${name}\` | ${why} | ${inChart ? 'yes' : ''} |\n`)
    .join('');
  assertTable(TABLE, rows);
});

test('a rule is marked as the chart’s where it speaks in the template’s words, and only there', () => {
  for (const { name, inChart } of RULES) {
    const source = readFileSync(path.join(__dirname, `${name}.ts`), 'utf8');
    assert.equal(source.includes('TEMPLATE_WORDING.'), Boolean(inChart), name);
  }
});

// --- internal ---

function assertTable(table: RegExp, rows: string): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  if (process.env['UPDATE_EXPECTED'])
    writeFileSync(
      DOCUMENT,
      text.replace(table, (_, head) => `${head}${rows}`),
    );
  assert.equal(table.exec(readFileSync(DOCUMENT, 'utf8'))?.[2], rows);
}

function limitsOf({ when, unless, withoutPassword }: Partial<JudgedDirective>): string {
  const pattern = (text: string) => (text === EVERY_ADDRESS ? 'every address' : `\`${WORDS[text] ?? text}\``);
  return [
    when === undefined ? '' : ` ${pattern(when)}`,
    unless === undefined ? '' : ` other than ${pattern(unless)}`,
    withoutPassword ? ' without a password' : '',
  ].join('');
}

/** Patterns as a reader would write them. */
const WORDS: Readonly<Record<string, string>> = {
  '^yes$': 'yes',
  '^no$': 'no',
  '^0$': '0',
  '^$': '""',
  '^default( |$)': 'default',
};
