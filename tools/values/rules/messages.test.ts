import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { PROJECT_ROOT } from '../io';
import { fill, TEMPLATE_WORDING } from './messages';

describe('the chart refuses in the same words', () => {
  const template = readFileSync(path.join(PROJECT_ROOT, 'chart/templates/validate.yaml'), 'utf8');
  for (const [name, { message, fix }] of Object.entries(TEMPLATE_WORDING)) {
    test(name, () => {
      assert.ok(template.includes(message), `chart/templates/validate.yaml doesn't say: ${message}`);
      const sentence = `${fix.charAt(0).toUpperCase()}${fix.slice(1)}.`;
      const after = template.slice(template.indexOf(message) + message.length);
      assert.ok(after.startsWith(`. ${sentence}`), `… and then: ${sentence}`);
    });
  }
});

test('verbs are filled in order, %q with quotes', () => {
  const filled = fill({ message: '%q is not %v (%d of %s)', fix: 'try %q' }, 'a"b', true, 3, 'x', '');
  assert.deepEqual(filled, { message: '"a\\"b" is not true (3 of x)', fix: 'try ""' });
});
