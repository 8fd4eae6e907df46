/**
 * What the chart's scripts count in files of more than 2 GiB. The awk of Redis' image prints numbers of that size as 3e+09 unless it is told
 * otherwise, and bash takes that for no number.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';

const SCRIPTS = resolve(__dirname, '../../../chart/files/redis');
const BYTES = 3_000_000_000;
const INCREMENT = 'appendonly.aof.1.incr.aof';

const folder = mkdtempSync(join(tmpdir(), 'bytes-test-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const aofFolder = join(folder, 'appendonlydir');
mkdirSync(aofFolder);
writeFileSync(join(aofFolder, 'appendonly.aof.manifest'), `file ${INCREMENT} seq 1 type i\n`);
// Sparse: it takes no space.
writeFileSync(join(aofFolder, INCREMENT), '');
truncateSync(join(aofFolder, INCREMENT), BYTES);

/** What a function of the scripts prints when Redis' folder is ours and its append-only file is on. */
function printed(command: string): string {
  const settings = `setting() { case $1 in dir) echo '${folder}' ;; appendonly) echo yes ;; *) echo "$2" ;; esac; }`;
  const aof = `AOF_FOLDER='${aofFolder}' AOF_NAME=appendonly.aof`;
  const script = `. '${SCRIPTS}/lib.sh'; . '${SCRIPTS}/aof.sh'; ${settings}; ${aof}; ${command}`;
  return execFileSync('bash', ['-c', script], {
    encoding: 'utf8',
    env: { ...process.env, REDIS_STATE: folder },
  }).trim();
}

test('an append-only file of more than 2 GiB counts as data', () => {
  assert.equal(printed('loadable_bytes'), String(BYTES));
  assert.equal(printed('[[ $(loadable_bytes) -gt 0 ]] && echo data'), 'data');
});

test('the files of the append-only file are added up exactly beyond 2 GiB', () => {
  assert.equal(printed('aof_bytes'), String(BYTES));
});

test('a hole of more than 2 GiB has its exact length', () => {
  // As cmp says it; it would read all of them.
  const cmp = `cmp() { echo '- /dev/zero differ: byte ${BYTES + 1}, line 1'; }`;
  assert.equal(printed(`${cmp}; zeros_at '${join(aofFolder, INCREMENT)}' 0`), String(BYTES));
});

test('where there is no file there are 0 bytes', () => {
  assert.equal(printed(`AOF_FOLDER='${folder}/none'; aof_bytes`), '0');
});
