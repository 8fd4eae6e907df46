import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { run } from '../deploy/run';
import type { Context } from './context';
import { exportFiles, readSource } from './git';
import { readChanges } from './notes/notes';
import { readOptions } from './options';

const folder = mkdtempSync(join(tmpdir(), 'tme1crv-git-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let root = '';
let repositories = 0;

beforeEach(() => {
  root = join(folder, `repository-${repositories++}`);
  mkdirSync(join(root, 'chart'), { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  commit('First');
});

test('the source is the commit that is checked out', async () => {
  const { commit, committedAt } = await readSource(context());
  assert.equal(commit, git('rev-parse', 'HEAD'));
  assert.equal(committedAt, Number(git('log', '-1', '--format=%ct')));
});

test('what is not committed is refused and named', async () => {
  writeFileSync(join(root, 'chart/new.yaml'), 'a: 1\n');
  await assert.rejects(readSource(context()), { message: /not committed/, hint: /chart\/new\.yaml/ });
});

test("the version's tag may stand on this commit, not on another one", async () => {
  git('tag', '--no-sign', 'v1.0.0');
  await readSource(context());
  commit('Second');
  await assert.rejects(readSource(context()), /tag v1\.0\.0 stands on commit/);
});

test('a shallow clone is refused: it lacks the history', async () => {
  commit('Second');
  const shallow = join(folder, `shallow-${repositories}`);
  git('clone', '--quiet', '--depth=1', `file://${root}`, shallow);
  await assert.rejects(readSource(context('1.0.0', shallow)), /this clone is shallow/);
});

test('only committed files are exported', async () => {
  writeFileSync(join(root, 'chart/later.yaml'), 'a: 1\n');
  const target = join(folder, `export-${repositories}`);
  mkdirSync(target);
  await exportFiles(context(), { commit: git('rev-parse', 'HEAD'), committedAt: 0 }, ['chart'], target);
  assert.equal(readFileSync(join(target, 'chart/file'), 'utf8'), 'First');
  assert.equal(existsSync(join(target, 'chart/later.yaml')), false);
});

test('the first release has every change, the newest first', async () => {
  commit('Second\twith a tab');
  const { since, changes } = await readChanges(context(), await readSource(context()));
  assert.equal(since, undefined);
  assert.deepEqual(
    changes.map(({ subject }) => subject),
    ['Second with a tab', 'First'],
  );
});

test('later ones have those since the last release; a final release counts from the last final one', async () => {
  git('tag', '--no-sign', 'v1.0.0');
  commit('Second');
  git('tag', '--no-sign', 'v1.1.0-rc.1');
  commit('Third');
  git('tag', '--no-sign', 'other');
  const source = await readSource(context('1.1.0'));
  const subjects = async (version: string) => {
    const { since, changes } = await readChanges(context(version), source);
    return [since, ...changes.map(({ subject }) => subject)];
  };
  assert.deepEqual(await subjects('1.1.0'), ['v1.0.0', 'Third', 'Second']);
  assert.deepEqual(await subjects('1.1.0-rc.2'), ['v1.1.0-rc.1', 'Third']);
});

test('a release without a change is refused', async () => {
  git('tag', '--no-sign', 'v1.0.0');
  await assert.rejects(
    readChanges(context('1.0.1'), await readSource(context('1.0.1'))),
    /nothing has changed since v1\.0\.0/,
  );
});

// --- helpers ---

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'tag.gpgSign=false'];
  return execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8' }).trim();
}

function commit(message: string): void {
  writeFileSync(join(root, 'chart/file'), message);
  git('add', '--all');
  git('commit', '--quiet', '--no-gpg-sign', '-m', message);
}

function context(version = '1.0.0', at = root): Context {
  return {
    options: readOptions({ VERSION: version, REGISTRY: 'registry.example.com' }),
    root: at,
    folder,
    tools: { helm: 'helm', oras: 'oras', cosign: 'cosign', syft: 'syft' },
    run,
    env: process.env,
    output: { write: () => {} },
    signal: new AbortController().signal,
    now: Date.now,
  };
}
