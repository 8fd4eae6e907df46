import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { FollowedFile } from './followed-file';
import { passwordFile } from './password-file';

const folder = mkdtempSync(join(tmpdir(), 'followed-'));
after(() => rmSync(folder, { recursive: true }));

let path: string;
let count = 0;
beforeEach(() => {
  count += 1;
  path = join(folder, String(count));
});

function open(text: string): { file: FollowedFile<number>; events: string[] } {
  writeFileSync(path, text);
  const file = new FollowedFile(path, 10, (content) => {
    if (!/^\d+$/.test(content)) throw new Error(' is not a number');
    return Number(content);
  });
  const events: string[] = [];
  file.observe({
    onChange: () => events.push(`now ${file.value}`),
    onProblem: (reason) => events.push(reason.replace(path, 'FILE')),
    onMended: () => events.push('mended'),
  });
  return { file, events };
}

test('other content counts from the next look on, and each change is told once', () => {
  const { file, events } = open('1');
  file.refresh();
  writeFileSync(path, '2');
  file.refresh();
  file.refresh();
  assert.deepEqual([file.value, events], [2, ['now 2']]);
});

test('a Secret that Kubernetes writes anew, by another target of a symbolic link, is read', () => {
  // As in a volume of a Secret: key -> ..data/key, ..data -> ..1.
  const volume = join(folder, 'volume');
  const write = (version: string, text: string) => {
    mkdirSync(join(volume, version), { recursive: true });
    writeFileSync(join(volume, version, 'key'), text);
    symlinkSync(version, join(volume, 'next'));
    renameSync(join(volume, 'next'), join(volume, '..data'));
  };
  write('..1', 'old');
  symlinkSync(join('..data', 'key'), join(volume, 'key'));
  const file = passwordFile(join(volume, 'key'));
  write('..2', 'new');
  rmSync(join(volume, '..1'), { recursive: true });
  file.refresh();
  assert.equal(file.value, 'new');
});

test('what can’t be used leaves the former content in force, and is told once for each reason', () => {
  const { file, events } = open('1');
  for (const text of ['x', 'y', '', '12345678901']) {
    writeFileSync(path, text);
    file.refresh();
    file.refresh();
  }
  rmSync(path);
  file.refresh();
  assert.equal(file.value, 1);
  assert.match(file.problem ?? '', /ENOENT/);
  writeFileSync(path, '1');
  file.refresh();
  assert.equal(file.problem, undefined);
  assert.deepEqual(events, [
    'FILE is not a number',
    'FILE has 11 bytes, and may have 10; is it the right file?',
    'cannot read FILE (ENOENT); mount the file so that this user can read it',
    'mended',
  ]);
});

test('a folder and a pipe are refused; a pipe isn’t waited for', () => {
  mkdirSync(path);
  assert.throws(() => passwordFile(path), /is not a file; name the file itself/);
  execFileSync('mkfifo', [`${path}-pipe`]);
  assert.throws(() => passwordFile(`${path}-pipe`), /is not a file/);
});

test('a password is the one line of its file, without the line break at its end', () => {
  for (const text of ['pass word ', 'pass word \n', 'pass word \r\n']) {
    writeFileSync(path, text);
    assert.equal(passwordFile(path).value, 'pass word ');
  }
  for (const [text, reason] of [
    ['', /is empty; write the password into it/],
    ['\n', /is empty/],
    ['one\ntwo', /has more than one line/],
  ] as const) {
    writeFileSync(path, text);
    assert.throws(() => passwordFile(path), reason);
  }
});
