import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import schema from '../generated/webapp-env.schema.json';

test('the README has a line for each variable, with its default and description', () => {
  const text = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
  const lines = text.slice(text.indexOf('<!-- environment:')).split('\n');
  const found = lines.filter((line) => /^\| `[A-Z_]+` \|/.test(line));
  const expected = Object.entries(schema.properties).map(([name, property]) => {
    const preset = 'default' in property ? `\`${property.default}\`` : '';
    return `| \`${name}\` | ${preset} | ${property.description} |`;
  });
  assert.deepEqual(found, expected);
});
