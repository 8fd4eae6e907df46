/**
 * The files in ../testdata/{wrong,right} are the manual of `validate` by example. Beside each wrong one stands what is said about it:
 * NAME.expected. A pair NAME.yaml, NAME.2.yaml is given as two files. UPDATE_EXPECTED=1 writes the expectations anew.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { findingsOfFiles } from '../testing/chart';

const TESTDATA = path.join(__dirname, '../testdata');

const filesIn = (folder: string) =>
  readdirSync(path.join(TESTDATA, folder)).filter((name) => /^[^.]+\.yaml$/.test(name));

function findings(folder: string, name: string): string {
  const names = [name, name.replace('.yaml', '.2.yaml')].filter((one) => existsSync(path.join(TESTDATA, folder, one)));
  const files = names.map((one) => ({ name: one, bytes: readFileSync(path.join(TESTDATA, folder, one)) }));
  return findingsOfFiles(files)
    .map((line) => `${line}\n`)
    .join('');
}

describe('every wrong file is found out, at the right line', () => {
  for (const name of filesIn('wrong')) {
    test(name, () => {
      const expected = path.join(TESTDATA, 'wrong', name.replace('.yaml', '.expected'));
      const actual = findings('wrong', name);
      if (process.env['UPDATE_EXPECTED']) writeFileSync(expected, actual);
      assert.notEqual(actual, '');
      assert.equal(actual, readFileSync(expected, 'utf8'));
    });
  }
});

describe('no right file is refused', () => {
  for (const name of filesIn('right')) test(name, () => assert.equal(findings('right', name), ''));
});
