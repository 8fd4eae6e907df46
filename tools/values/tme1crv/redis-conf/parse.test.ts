import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArguments, parseConfiguration } from './parse';

const lines = (text: string) => parseConfiguration(text).map(({ name, args }) => [name, ...args]);
const flags = (...args: string[]) => parseArguments(args).map((one) => [one.name, ...one.args]);

test('one directive a line, names in any case, blanks around it', () => {
  assert.deepEqual(lines('maxmemory 2gb\r\n\n  \tMaxMemory\t 3GB  '), [
    ['maxmemory', '2gb'],
    ['maxmemory', '3GB'],
  ]);
});

test('a comment is a line that starts with #; elsewhere # is a word like any other', () => {
  assert.deepEqual(lines('# maxmemory 1gb\n  # x\nmaxmemory 1gb # a lot'), [['maxmemory', '1gb', '#', 'a', 'lot']]);
});

test('quotes of both kinds, also around the name and from within a word', () => {
  assert.deepEqual(lines(`"maxmemory" '1gb'\nsave ""\ndir /da"ta x"\nx 'it\\'s'`), [
    ['maxmemory', '1gb'],
    ['save', ''],
    ['dir', '/data x'],
    ['x', "it\\'s"],
  ]);
});

test('a line with an open quote, or with text right behind one, is nothing that Redis can read', () => {
  assert.deepEqual(lines(`dir "/data\ndir '/data\ndir "/da"ta\ndir 'a\\'`), [[''], [''], [''], ['']]);
});

test('a line ends where it ends: Redis knows no continuation', () => {
  assert.deepEqual(lines('maxmemory \\\n1gb'), [['maxmemory', '\\'], ['1gb']]);
});

test('arguments: name and value as one or as two', () => {
  assert.deepEqual(flags('--maxmemory 1gb', '--MaxMemory-Policy', 'noeviction', '--bind', '0.0.0.0', '-::*'), [
    ['maxmemory', '1gb'],
    ['maxmemory-policy', 'noeviction'],
    ['bind', '0.0.0.0', '-::*'],
  ]);
});

test('arguments: a directive that lacks its value takes what comes next, whatever it is', () => {
  assert.deepEqual(flags('--maxmemory', '--appendonly', 'no'), [['maxmemory', '--appendonly', 'no']]);
  assert.deepEqual(flags('--save', '--appendonly', 'no'), [
    ['save', ''],
    ['appendonly', 'no'],
  ]);
  assert.deepEqual(flags('--save'), [['save', '']]);
});

test('a name has no other signs than Redis knows in one', () => {
  assert.deepEqual(lines('maxmemory: 1gb\nbf.error-rate 0.1'), [
    ['', '1gb'],
    ['bf.error-rate', '0.1'],
  ]);
});

test('arguments: an equals sign would be part of the name, and a value first has no name', () => {
  assert.deepEqual(flags('--maxmemory=1gb'), [['']]);
  assert.deepEqual(flags('no', '--appendonly', 'no'), [
    ['', 'no'],
    ['appendonly', 'no'],
  ]);
});
