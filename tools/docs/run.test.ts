import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryFolder } from '../values/testing/io';
import { runBlocks } from './run';

/** Runs a page with these blocks: commands, and what they have to print. */
async function run(t: TestContext, ...blocks: [commands: string, shows?: string][]): Promise<void> {
  const page = path.join(temporaryFolder(t), 'page.md');
  const texts = blocks.map(([commands, shows]) => {
    const output = shows === undefined ? '' : `\n\`\`\`text\n${shows}\n\`\`\`\n`;
    return `## Part\n\n\`\`\`sh\n${commands}\n\`\`\`\n${output}`;
  });
  writeFileSync(page, texts.join('\n'));
  await runBlocks(page, { runs: 'local', timeoutMs: 60_000 });
}

test('blocks share a shell, and print what the page shows', (t) =>
  run(t, ['name=world'], ['echo "hello $name"', 'hello world']));

test('a line that is not printed is named with its part', async (t) => {
  await assert.rejects(run(t, ['echo one', 'two']), /page\.md, Part: "two" is missing in:\none\n/);
});

test('what one block prints is not taken for that of another', async (t) => {
  await assert.rejects(run(t, ['echo one'], ['echo two', 'one']), /"one" is missing in:\ntwo\n/);
});

test('a command that fails ends the page', async (t) => {
  const file = path.join(temporaryFolder(t), 'touched');
  await assert.rejects(run(t, ['echo before; false', 'before'], [`touch ${file}`]), /Part: failed \(1\):\nbefore\n/);
  assert.ok(!existsSync(file));
});

test('what runs in the background ends with the page', async (t) => {
  const file = path.join(temporaryFolder(t), 'pid');
  await run(t, [`sleep 600 >/dev/null 2>&1 &\necho $! >${file}`]);
  const pid = Number(readFileSync(file, 'utf8'));
  for (let attempt = 0; attempt < 100 && runs(pid); attempt += 1) await delay(50);
  assert.ok(!runs(pid));
});

// --- internal ---

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
