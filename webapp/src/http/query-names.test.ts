import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkQueryNames } from './query-names';

const KNOWN = ['limit', 'cursor', 'id'];
const check = (name: string) => checkQueryNames({ [name]: '1' }, KNOWN);

test('a name that is close to a known one is refused, with that one', () => {
  const slips: Record<string, readonly string[]> = {
    limit: ['limt', 'lmit', 'limitt', 'limti', 'limot', 'Limit', 'LIMIT', 'limits', 'limit[]'],
    cursor: ['cursr', 'crusor', 'cursors', 'cursor[0]', 'Cursor', 'curser'],
    id: ['ids', 'ID', 'Id', 'id[]', 'id[0]', 'ids[]'],
  };
  for (const [meant, names] of Object.entries(slips)) {
    for (const name of names) {
      assert.throws(
        () => check(name),
        (error: { kind?: string; detail?: string }) => {
          assert.equal(error.kind, 'invalid-query');
          assert.ok(error.detail?.includes(`${JSON.stringify(name)}. Did you mean ${meant}?`), error.detail);
          return true;
        },
      );
    }
  }
});

test('a list in brackets is told how it is written here', () => {
  assert.throws(() => check('id[]'), {
    detail: 'There is no query parameter "id[]". Did you mean id? Give it once for each value: id=a&id=b.',
  });
});

test('known names, and names of others, are let through', () => {
  const foreign = [
    'utm_source',
    'fbclid',
    'gclid',
    '_',
    'v',
    'x',
    'q',
    'i',
    'in',
    'page',
    'offset',
    'lang',
    'time',
    'list',
    'sid',
    '',
    '__proto__',
  ];
  for (const name of [...KNOWN, ...foreign]) check(name);
});

test('a long name is not sent back whole', () => {
  assert.throws(
    () => check(`limit[${'x'.repeat(5_000)}]`),
    (error: { detail?: string }) => (error.detail?.length ?? 0) < 200,
  );
});

test('a name of a megabyte is passed over: to look into it would take hours', () => {
  checkQueryNames({ [`${'[]'.repeat(500_000)}x`]: 'a' }, ['id', 'limit', 'cursor']);
});
