import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocksOf, missingLine } from './blocks';

const PAGE = `# Title

## First

\`\`\`sh
echo one
\`\`\`

\`\`\`text
one
\`\`\`

## Second

<!-- docker -->
\`\`\`sh
docker build .
\`\`\`

<!-- cluster -->
\`\`\`sh
kubectl get pods
\`\`\`

<!-- not run: it takes an hour -->
\`\`\`sh
sleep 3600
\`\`\`

\`\`\`yaml
a: 1
\`\`\`
`;

test('the commands of a page, where they run, and what they print', () => {
  assert.deepEqual(
    blocksOf(PAGE).map(({ heading, runs, reason, commands, shows }) => [heading, runs, reason, commands, shows]),
    [
      ['First', 'local', '', 'echo one\n', ['one']],
      ['Second', 'nowhere', 'takes Docker', 'docker build .\n', []],
      ['Second', 'cluster', '', 'kubectl get pods\n', []],
      ['Second', 'nowhere', 'it takes an hour', 'sleep 3600\n', []],
    ],
  );
});

test('a mark that is none is found', () => {
  assert.throws(() => blocksOf('<!-- dokcer -->\n```sh\nls\n```\n'), /<!-- dokcer --> above a block/);
});

const printed: [string, string[], string, string | undefined][] = [
  ['a line within others', ['b'], 'a\nb\nc\n', undefined],
  [
    'columns of other widths',
    ['redis-primary …, leads'],
    'redis-primary      127.0.0.1:6379   runs, leads\n',
    undefined,
  ],
  ['a line that follows without a line break', ['{"a":1}', '"b"'], '{"a":1}"b"', undefined],
  ['line breaks of HTTP', ['HTTP/1.1 200 OK', '{}'], 'HTTP/1.1 200 OK\r\n\r\n{}', undefined],
  ['a line that is missing', ['a', 'x'], 'a\nb\n', 'x'],
  ['lines in another order', ['b', 'a'], 'a\nb\n', 'a'],
  ['a line that is there once, and shown twice', ['a', 'a'], 'a\n', 'a'],
  ['… that would have to span lines', ['a…c'], 'a\nc\n', 'a…c'],
  ['a dot that stands for itself', ['1.1'], '1x1\n', '1.1'],
];
for (const [what, shows, output, expected] of printed) {
  test(`printed: ${what}`, () => {
    assert.equal(missingLine(shows, output), expected);
  });
}
