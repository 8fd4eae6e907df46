import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatText } from '../findings';
import { readValues } from './read';
import { toJson } from './source';

const values = (text: string) => {
  const { root } = readValues(text, 'f');
  return root && JSON.parse(JSON.stringify(toJson(root)));
};
const findings = (bytes: string | Buffer) => readValues(bytes, 'f').findings.map((finding) => formatText(finding));

describe('values are read as Helm reads them', () => {
  test('yes, no, on and off are booleans; base-60 numbers, dates and lone dots are strings', () => {
    assert.deepEqual(
      values('a: yes\nb: off\nc: 1:30\nd: 2026-01-01\ne: .\nf: e3\ng: 0777\nh: 1e3\ni: "yes"\nj: 0o17\n'),
      {
        ...{ a: true, b: false, c: '1:30', d: '2026-01-01', e: '.', f: 'e3', g: 511, h: 1000, i: 'yes', j: 15 },
      },
    );
  });

  test('keys keep their spelling', () => {
    assert.deepEqual(values('on: 1\n1: 2\n8.0: 3\n'), { on: 1, '1': 2, '8.0': 3 });
  });

  test('merge keys bring in what is not set, and the first of a list wins', () => {
    const text = 'a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}\nd: *a\n';
    assert.deepEqual(values(text), {
      a: { x: 1, y: 1 },
      b: { y: 2, z: 2 },
      c: { x: 3, y: 1, z: 2 },
      d: { x: 1, y: 1 },
    });
  });

  test('a byte order mark and Windows line ends are no matter', () => {
    assert.deepEqual(values('\uFEFFa: 1\r\nb:\r\n  c: 2\r\n'), { a: 1, b: { c: 2 } });
  });

  test('__proto__ is a key like any other', () => {
    const { root } = readValues('__proto__: {polluted: true}\n', 'f');
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    assert.deepEqual(root && Object.keys(toJson(root) as object), ['__proto__']);
  });
});

describe('what is no text, or too much, is refused', () => {
  test('binary data and other encodings', () => {
    const message = 'f:1:1: is not text in UTF-8 (is it the right file? Save it as UTF-8)';
    assert.deepEqual(findings(Buffer.from([0x1f, 0x8b, 0, 0])), [message]);
    assert.deepEqual(findings(Buffer.from('a: caf\xe9\n', 'latin1')), [message]);
  });

  test('more than a mebibyte', () => {
    assert.match(findings(Buffer.alloc(2 ** 20 + 1, 'a'))[0] ?? '', /^f:1:1: is larger than 1 MiB/);
  });

  // Each of these takes a YAML parser seconds to minutes, or the whole memory.
  const hostile: Record<string, string> = {
    'open brackets without end': '['.repeat(2 ** 20),
    'brackets that close': `a: ${'['.repeat(5000)}${']'.repeat(5000)}`,
    'maps in maps': '{a: '.repeat(5000),
    'dashes without end': '- '.repeat(2 ** 19),
    'nested lines': Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    'a hundred thousand documents': '---\na: 1\n'.repeat(100_000),
    'sixty thousand keys': Array.from({ length: 60_000 }, (_, key) => `key${key}: 1\n`).join(''),
    'errors in every line': 'a: }\n'.repeat(200_000),
    'an alias of itself': 'a: &a [*a, *a]\n',
    'a merge key of itself': 'a: &a\n  <<: *a\n',
    'aliases that multiply': `a0: &a0 [x]\n${Array.from({ length: 20 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n}, `.repeat(9)}]\n`).join('')}`,
  };
  for (const [name, text] of Object.entries(hostile)) {
    test(name, () => {
      assert.equal(readValues(text, 'f').root, undefined);
      assert.ok(findings(text).length > 0);
    });
  }

  test('no mutilated file crashes the reader', () => {
    const whole = 'a: &x {b: [1, "two"], c: |\n    text\n  }\n"d": *x\n<<: *x\n- e\n? f\n: g # h\n';
    for (let from = 0; from < whole.length; from++) {
      for (const length of [1, 3, 7]) readValues(whole.slice(0, from) + whole.slice(from + length), 'f');
    }
  });
});
