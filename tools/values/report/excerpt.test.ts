import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { excerptOf } from './excerpt';

/** The shown line above its marks. */
const shown = (line: string, column: number, width = 80) => {
  const { text, marks } = excerptOf(line, column, width);
  return [text, marks];
};

describe('the mark stands under the place', () => {
  test('as long as the key, the text or the value there', () => {
    assert.deepEqual(shown('  replica: 3', 3), ['  replica: 3', '  ^^^^^^^']);
    assert.deepEqual(shown('a: "b: c" # d', 4), ['a: "b: c" # d', '   ^^^^^^']);
    assert.deepEqual(shown("a: 'it''s' # d", 4), ["a: 'it''s' # d", '   ^^^^^^^']);
    assert.deepEqual(shown('memory: 8 Gi  # much', 9), ['memory: 8 Gi  # much', '        ^^^^']);
    assert.deepEqual(shown('x: {a: 1, b: 2}', 8), ['x: {a: 1, b: 2}', '       ^']);
    assert.deepEqual(shown('hosts: [a.example.com, b]', 9), ['hosts: [a.example.com, b]', '        ^^^^^^^^^^^^^']);
    assert.deepEqual(shown('url: redis://host:6379/0', 6), ['url: redis://host:6379/0', '     ^^^^^^^^^^^^^^^^^^^']);
  });

  test('behind tabs, and behind and below wide signs', () => {
    assert.deepEqual(shown('\tkey: 1', 2), ['    key: 1', '    ^^^']);
    assert.deepEqual(shown('ab\tkey: 1', 4), ['ab  key: 1', '    ^^^']);
    assert.deepEqual(shown('値: 設定', 4), ['値: 設定', '    ^^^^']);
    assert.deepEqual(shown('🙂: x', 5), ['🙂: x', '    ^']);
    assert.deepEqual(shown('e\u0301te\u0301: x', 8), ['e\u0301te\u0301: x', '     ^']);
  });

  test('at the end of a line, and beyond it', () => {
    assert.deepEqual(shown('a:', 3), ['a:', '  ^']);
    assert.deepEqual(shown('', 1), ['', '^']);
    assert.deepEqual(shown('a:', 90), ['a:', '  ^']);
  });
});

test('nothing that a terminal would obey is in it', () => {
  assert.deepEqual(shown('a: "\u001b]0;x\u0007\u009b31m"', 1), ['a: "\\u001b]0;x\\u0007\\u009b31m"', '^']);
  assert.deepEqual(shown('k\u202eyek: 1\r', 1)[0], 'k\\u202eyek: 1\\u000d');
});

test('of a long line the part around the place is shown', () => {
  const line = `${'a'.repeat(100)} key: ${'b'.repeat(100)}`;
  const { text, marks } = excerptOf(line, 102, 40);
  assert.match(text, /^…a+ key: b+…$/);
  assert.equal(stringWidth(text), 40);
  assert.equal(text.slice(marks.indexOf('^'), marks.length), 'key');
});

test('any line takes no more than the width, and the mark lies within it', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: fc.constantFrom(...'ab:\t 値🙂\u0301\u001b\ud800"{'), maxLength: 300 }),
  );
  fc.assert(
    fc.property(line, fc.integer({ min: 1, max: 320 }), fc.integer({ min: 30, max: 120 }), (text, column, width) => {
      const excerpt = excerptOf(text, column, width);
      assert.ok(stringWidth(excerpt.text) <= width, `${stringWidth(excerpt.text)} > ${width}`);
      assert.ok(excerpt.marks.length <= width);
      assert.match(excerpt.marks, /^ *\^+$/);
      assert.doesNotMatch(excerpt.text, /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e]/u);
    }),
    { seed: 20_261_127, numRuns: 500 },
  );
});
