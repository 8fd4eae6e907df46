/** Which copy of the data is the newest, by what the nodes say: the function `compare` of the chart's sentinels.sh. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';

const SCRIPT = resolve(__dirname, '../../../chart/files/redis/sentinels.sh');

/** @param lines `HOST KEYS HISTORY BEAT`, this node's own first; as the scripts pass them, an empty line where no other node can be asked */
function compare(lines: string): string {
  const command = `fact() { :; }; . '${SCRIPT}'; printf '%s\\n' "$1" | compare`;
  return execFileSync('bash', ['-c', command, 'compare', lines], { encoding: 'utf8' }).trim();
}

const CASES: readonly [string, string, string][] = [
  ['nobody else can be asked', 'a 5 x 3\n', 'newest'],
  ['nobody else can be asked, and there is no data', 'a 0 - -\n', 'empty'],
  ['all are in step', 'a 5 x 3\nb 5 x 3\nc 5 x 3', 'newest'],
  ['the others are behind', 'a 5 x 3\nb 4 x 2\nc 9 x 1', 'newest'],
  ['another one is ahead', 'a 5 x 3\nb 5 x 3\nc 5 x 4', 'older'],
  ['another one has more of the same second', 'a 5 x 3\nb 6 x 3\nc 5 x 3', 'even'],
  ['another one is empty', 'a 5 x 3\nb 0 - -', 'newest'],
  ['this one is empty', 'a 0 - -\nb 5 x 3', 'older'],
  ['all are empty', 'a 0 - -\nb 0 - -\nc 0 - -', 'empty'],
  ['another one has a history of its own', 'a 5 x 3\nb 5 y 9', 'unknown'],
  ['beats are numbers, not texts', 'a 5 x 10\nb 5 x 9', 'newest'],
];

for (const [what, lines, meaning] of CASES) {
  test(`${what}: ${meaning}`, () => assert.equal(compare(lines), meaning));
}
