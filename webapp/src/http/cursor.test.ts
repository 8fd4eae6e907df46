import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCursor, parseCursor } from './cursor';

test('a cursor survives its way through a query', () => {
  for (const token of [undefined, { replid: 'a'.repeat(40), offset: 12 }]) {
    const cursor = { after: 'a:b.c_d-E', token };
    assert.deepEqual(parseCursor(formatCursor(cursor)), cursor);
    assert.match(formatCursor(cursor), /^[A-Za-z0-9_-]+$/);
  }
});

test('what was never a cursor is not taken for one', () => {
  const encoded = (text: string) => Buffer.from(text).toString('base64url');
  for (const text of ['', 'x', '%%', encoded('/'), encoded('/a b'), encoded('nonsense/a'), encoded('/a/b')]) {
    assert.equal(parseCursor(text), undefined, text);
  }
});
