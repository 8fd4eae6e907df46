import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { commandNames, runCli, temporaryFolder } from '../testing/io';

/** What bash offers after these words, of which the last is not finished. */
async function offered(t: { after(clean: () => void): void }, ...words: string[]): Promise<string[]> {
  const { stdout } = await runCli(['completion', 'bash']);
  const folder = temporaryFolder(t);
  const script = path.join(folder, 'completion.sh');
  // Without the tool itself, which has tests of its own; what it would list is told.
  writeFileSync(script, `${stdout}\ngen-values() { printf '%s\\n' "redis.replica." "redis.replica.replicaCount"; }\n`);
  writeFileSync(path.join(folder, 'my-values.yaml'), '');
  const program = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gen_values; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const printed = execFileSync('bash', ['-c', program, script, 'gen-values', ...words], { cwd: folder });
  return printed.toString().split('\n').filter(Boolean);
}

describe('completion in bash', () => {
  test('knows every command', async (t) => {
    assert.deepEqual((await offered(t, '')).sort(), [...commandNames(), '--help', '--version'].sort());
    assert.deepEqual(await offered(t, 'val'), ['validate']);
  });

  test('knows options and their values', async (t) => {
    assert.deepEqual((await offered(t, 'validate', '--s')).sort(), ['--set', '--set-json', '--set-string', '--strict']);
    assert.deepEqual(await offered(t, 'completion', '--'), ['--help']);
    assert.deepEqual(await offered(t, 'validate', '--format', ''), ['text', 'json', 'github', 'sarif']);
    assert.deepEqual(await offered(t, 'render', '--format', 'j'), ['json']);
    assert.deepEqual(await offered(t, 'completion', 'z'), ['zsh']);
    assert.deepEqual(await offered(t, 'plan', '--reads', ''), []);
  });

  test('offers profiles and files', async (t) => {
    assert.deepEqual(await offered(t, 'validate', 'prod'), ['production']);
    assert.deepEqual(await offered(t, 'diff', 'dev', 'my'), ['my-values.yaml']);
    assert.deepEqual(await offered(t, 'plan', '-o', 'my'), ['my-values.yaml']);
    const many = ['dev', 'production', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    assert.deepEqual(await offered(t, 'validate', ...many, 'my'), ['my-values.yaml']);
  });

  test('offers values level by level', async (t) => {
    assert.deepEqual(await offered(t, 'explain', 'redis.replica.r'), ['redis.replica.replicaCount']);
    assert.deepEqual(await offered(t, 'render', 'dev', '--path', 'redis.replica.r'), ['redis.replica.replicaCount']);
  });

  test('offers rules to explain', async (t) => {
    assert.deepEqual(await offered(t, 'explain', 'redis-me'), ['redis-memory']);
    assert.deepEqual(await offered(t, 'render', 'dev', '--path', 'redis-me'), []);
  });
});
