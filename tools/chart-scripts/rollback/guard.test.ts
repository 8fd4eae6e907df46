import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';

/** The script of the rollback guard, run as its container runs it: `sh -c`, with the running revision's words in a folder. */
const script = resolve(__dirname, '..', '..', '..', 'chart', 'files', 'rollback', 'guard.sh');
const folder = mkdtempSync(join(tmpdir(), 'guard-test-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const here = 'the claim redis-data-shop-redis-master-0 in namespace shop';

/** Rolls back to revision 3, whose data lives `here`, while a revision runs with these words; none: it has no words yet. */
function rollBack(running?: { primary: string; revision: string }) {
  const words = mkdtempSync(join(folder, 'running-'));
  for (const [name, text] of Object.entries(running ?? {})) writeFileSync(join(words, name), text);
  const env = { PATH: process.env['PATH'], RUNNING: words, RELEASE: 'shop', NAMESPACE: 'sales' };
  return spawnSync('sh', [script], {
    encoding: 'utf8',
    env: { ...env, TARGET_REVISION: '3', TARGET_PRIMARY: here },
  });
}

test('a rollback that leaves the data where it is passes', () => {
  const { status, stdout } = rollBack({ primary: here, revision: '7' });
  assert.equal(status, 0);
  assert.match(stdout, /stays where it is: the claim redis-data-shop-redis-master-0/);
});

test('a rollback from a revision that says nothing passes: it is from before the check', () => {
  assert.equal(rollBack().status, 0);
});

test('a rollback that moves the data is refused: what differs, how to free the release, how to do it all the same', () => {
  const { status, stdout, stderr } = rollBack({ primary: 'the claim mine in namespace shop', revision: '7' });
  assert.equal(status, 1);
  assert.equal(stderr, '');
  assert.match(stdout, /now: +the claim mine in namespace shop\n +after the rollback: +the claim redis-data-shop-/);
  assert.match(stdout, /^ {2}helm rollback shop 7 -n sales$/m);
  assert.match(stdout, /^ {2}helm rollback shop 3 -n sales --no-hooks$/m);
});
