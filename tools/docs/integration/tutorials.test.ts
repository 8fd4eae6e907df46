/** The tutorials that need no cluster: every command runs, on a stack of its own, and prints what the page shows. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { down, status } from '../../deploy/local';
import { freePortOffset } from '../../deploy/local/testing/port-offset';
import { PROJECT_ROOT } from '../../values/io';
import { blocksOf } from '../blocks';
import { runBlocks } from '../run';

const FOLDER = 'docs/tutorials';
const LIMIT_MS = 600_000;

for (const file of readdirSync(path.join(PROJECT_ROOT, FOLDER))) {
  const page = `${FOLDER}/${file}`;
  const text = readFileSync(path.join(PROJECT_ROOT, page), 'utf8');
  if (!blocksOf(text).some(({ runs }) => runs === 'local')) continue;
  test(page, async (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'tutorial-'));
    const stateFolder = path.join(folder, 'state');
    t.after(async () => {
      await down(stateFolder);
      rmSync(folder, { recursive: true, force: true });
    });
    const offset = await freePortOffset(4, text.includes('--profile ha') ? 3 : 0);
    const env = { ...process.env, TME1CRV_STATE: stateFolder, KUBECONFIG: path.join(folder, 'none') };
    const adapt = (text: string) =>
      moved(text, offset).replaceAll('/tmp/', `${folder}/`).replaceAll('.local/', `${stateFolder}/`);
    await runBlocks(page, { runs: 'local', env, adapt, timeoutMs: LIMIT_MS });
    assert.deepEqual(status(stateFolder), [], 'the last command stops the stack');
  });
}

// --- internal ---

/** As if the stack's ports were the usual ones. */
function moved(text: string, offset: number): string {
  const port = (number: string) => `${Number(number) + offset}`;
  return text
    .replace(/\.\/deploy-all\.sh( --target local)/g, `./deploy-all.sh$1 --port-offset ${offset}`)
    .replace(/(127\.0\.0\.1:|PORT=)(\d{4,5})/g, (_, before: string, number: string) => before + port(number))
    .replace(/127\.0\.0\.1:\[(\d+)-(\d+)\]/g, (_, from: string, to: string) => `127.0.0.1:[${port(from)}-${port(to)}]`);
}
