import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReplicationInfo } from './replication-info';
import { formatToken, isAhead, parseToken, satisfies, TOKEN_WITHOUT_HISTORY } from './token';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const C = 'c'.repeat(40);

function node(changes: Partial<ReplicationInfo>): ReplicationInfo {
  return { role: 'slave', replid: A, replid2: '0'.repeat(40), secondOffset: -1, offset: 100, linkUp: true, ...changes };
}

test('a token survives its way through a header', () => {
  for (const token of [{ replid: A, offset: 0 }, { replid: B, offset: 2 ** 52 }, TOKEN_WITHOUT_HISTORY]) {
    assert.deepEqual(parseToken(formatToken(token)), token);
  }
});

test('what was never a token is not taken for one', () => {
  const valid = formatToken({ replid: A, offset: 7 });
  for (const text of [
    '',
    'x',
    `2${valid.slice(1)}`,
    `${valid} `,
    `${valid}!`,
    `1.${A}.`,
    `1.${A}.-1`,
    `1.${A}.zzzzzzzzzzz`,
  ]) {
    assert.equal(parseToken(text), undefined, text);
  }
});

test('a node satisfies a token of its history that it has reached', () => {
  assert.equal(satisfies(node({}), [{ replid: A, offset: 100 }]), true);
  assert.equal(satisfies(node({}), [{ replid: A, offset: 101 }]), false);
  assert.equal(satisfies(node({}), [{ replid: B, offset: 1 }]), false);
});

test('after a failover the old history counts only below where the new one began', () => {
  const promoted = node({ replid: B, replid2: A, secondOffset: 90, offset: 200 });
  assert.equal(satisfies(promoted, [{ replid: A, offset: 89 }]), true);
  assert.equal(satisfies(promoted, [{ replid: A, offset: 90 }]), false);
});

test('an offset of the old history must be reached too', () => {
  const behind = node({ replid: B, replid2: A, secondOffset: 90, offset: 50 });
  assert.equal(satisfies(behind, [{ replid: A, offset: 80 }]), false);
});

test('every one of several tokens must be satisfied', () => {
  assert.equal(
    satisfies(node({}), [
      { replid: A, offset: 1 },
      { replid: C, offset: 1 },
    ]),
    false,
  );
});

test('nothing satisfies a token that names no history', () => {
  assert.equal(satisfies(node({ replid2: '' }), [TOKEN_WITHOUT_HISTORY]), false);
});

test('only in the primary’s own history can a token be ahead of it', () => {
  const master = node({ role: 'master' });
  assert.equal(isAhead(master, { replid: A, offset: 101 }), true);
  assert.equal(isAhead(master, { replid: A, offset: 100 }), false);
  assert.equal(isAhead(master, { replid: B, offset: 101 }), false);
});
