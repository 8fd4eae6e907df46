import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { RULES } from '.';

test('a rule is marked as the chart’s where it speaks in the template’s words, and only there', () => {
  for (const { name, inChart } of RULES) {
    const source = readFileSync(path.join(__dirname, `${name}.ts`), 'utf8');
    assert.equal(source.includes('TEMPLATE_WORDING.'), Boolean(inChart), name);
  }
});
