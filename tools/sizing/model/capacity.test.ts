import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCapacity } from './measurements';

test('every measurement is there, with when and on what it was taken', () => {
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) visit(child, `${path}.${key}`);
    } else if (typeof value === 'number') {
      assert.ok(value >= 0 && Number.isFinite(value), `${path}: ${value}`);
    } else assert.match(String(value), /\S/, path);
  };
  const capacity = readCapacity();
  visit(capacity, 'capacity');
  for (const { date, hardware } of Object.values(capacity)) {
    assert.match(date, /^20\d\d-\d\d-\d\d$/);
    assert.match(hardware, /^\d+-core \S+ (VM|machine)$/);
  }
  for (const size of capacity.requests.sizes) {
    assert.deepEqual(
      Object.values(size).filter((figure) => !(figure > 0)),
      [],
      `${size.itemBytes} bytes`,
    );
    assert.equal(Object.keys(size).length, 10);
  }
});
