import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validateFiles } from '../check/validate';
import { CONTEXT } from '../testing/chart';
import { formatFindings } from './text';

function shown(bytes: string, columns?: number, color = false): string {
  const files = [{ name: 'my.yaml', bytes }];
  return formatFindings(validateFiles(files, CONTEXT), { color, columns, files });
}

test('a terminal gets the line, the mark, the fix and the rule', () => {
  assert.equal(
    shown('webapp:\n  replica: 3 # more\n', 80),
    `my.yaml:2:3: webapp.replica: unknown key
  2 |   replica: 3 # more
    |   ^^^^^^^
      fix: did you mean replicas?
      rule: unknown-key

`,
  );
});

test('a long fix is broken where it stands', () => {
  const lines = shown('redis: { replica: { kind: DaemonSet, persistence: { existingClaim: a } } }\n', 60).split('\n');
  const fixes = lines.filter((line) => line.startsWith('      '));
  assert.ok(fixes.length > 4, lines.join('\n'));
  assert.deepEqual(
    fixes.filter((line) => line.length > 60),
    [],
  );
});

test('a pipe gets one line each, with the rule at its end', () => {
  assert.equal(
    shown('webapp:\n  replica: 3\n  image: {tag: latest}\n'),
    `my.yaml:2:3: webapp.replica: unknown key (did you mean replicas?) [unknown-key]
my.yaml:3:11: warning: webapp.image.tag: is latest: two pods of one release may run different images, and nothing can be rolled back (name a version) [image-tags]
`,
  );
});

test('what a hostile file holds is never obeyed by a terminal', () => {
  const hostile =
    '"web\\u001b]0;x\\u0007app": {"\\u009b31m\\u202e": 1}\nwebapp: {logLevel: "\\u001b[2J"}\n"\u009b2J": 1\n';
  for (const columns of [undefined, 80]) {
    const text = shown(hostile, columns);
    assert.match(text, /\\u009b/);
    assert.doesNotMatch(text.replace(/\n/g, ''), /[\p{Cc}\p{Cf}]/u);
  }
});

test('colours are put around what is said, and hide nothing of it', () => {
  const plain = shown('webapp: {replica: 3}\n', 80);
  const colored = shown('webapp: {replica: 3}\n', 80, true);
  assert.notEqual(colored, plain);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of
  assert.equal(colored.replace(/\u001b\[\d+m/g, ''), plain);
});
