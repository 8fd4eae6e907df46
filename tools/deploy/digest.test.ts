import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { digestOf } from './digest';

test('a digest depends on names and contents, and on nothing that is left out', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'faults-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, 'a'), '1');
  const digest = digestOf(folder);
  writeFileSync(path.join(folder, 'README.md'), 'x');
  assert.equal(
    digestOf(folder, (name) => name !== 'README.md'),
    digest,
  );
  assert.notEqual(digestOf(folder), digest);
  writeFileSync(path.join(folder, 'a'), '2');
  assert.notEqual(
    digestOf(folder, (name) => name !== 'README.md'),
    digest,
  );
});
