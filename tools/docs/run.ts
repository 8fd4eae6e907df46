/**
 * Runs the commands of a page in one shell, as a reader would, and holds what they print against what the page shows:
 *
 *   ts-node tools/docs/run.ts docs/tutorials/kind-in-five-minutes.md cluster 3000=23000
 *
 * The last words move ports that may be taken here.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROJECT_ROOT } from '../values/io';
import { type Block, blocksOf, missingLine } from './blocks';

export interface RunBlocks {
  /** Only the blocks that run there. */
  runs: Block['runs'];
  env?: NodeJS.ProcessEnv;
  /** Changes the commands, and what they have to print, to what fits this machine. */
  adapt?: (text: string) => string;
  timeoutMs: number;
}

/** @throws Error with what was printed, when a command fails or a line is missing */
export async function runBlocks(page: string, { runs, env, adapt = (text) => text, timeoutMs }: RunBlocks) {
  const all = blocksOf(readFileSync(path.resolve(PROJECT_ROOT, page), 'utf8'));
  const blocks = all.filter((block) => block.runs === runs);
  if (blocks.length === 0) throw new Error(`${page} has no block that runs there: ${runs}`);
  const script = blocks.map(({ commands }) => `printf '${MARK}'\n${adapt(commands)}`).join('');
  const { code, output } = await bash(script, env ?? process.env, timeoutMs);
  const [, ...printed] = output.split(MARK);
  for (const [index, { heading, shows }] of blocks.slice(0, printed.length).entries()) {
    const line = missingLine(shows.map(adapt), printed[index] ?? '');
    const isLast = index === printed.length - 1;
    if (code !== 0 && isLast) throw new Error(`${page}, ${heading}: failed (${code}):\n${printed[index]}`);
    if (line !== undefined) throw new Error(`${page}, ${heading}: "${line}" is missing in:\n${printed[index]}`);
  }
}

// --- internal ---

/** Before what each block prints; nothing else prints it. */
const MARK = '\u0001';

/** What runs in the background ends with the script. */
const START = `exec 2>&1\nset -e\ntrap 'kill $(jobs -p) 2>/dev/null || :' EXIT\n`;

async function bash(
  script: string,
  env: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<{ code: number; output: string }> {
  const PATH = [path.join(PROJECT_ROOT, 'node_modules/.bin'), path.join(PROJECT_ROOT, '.tools/bin'), env['PATH']].join(
    ':',
  );
  const folder = mkdtempSync(path.join(tmpdir(), 'docs-run-'));
  const file = path.join(folder, 'output');
  // Not a pipe: Node's programs make the one that they share non-blocking, and curl gives up when a busy reader lets it fill.
  const output = openSync(file, 'a');
  try {
    const options = { cwd: PROJECT_ROOT, env: { ...env, PATH }, timeout: timeoutMs };
    const child = spawn('bash', ['-c', START + script], { ...options, stdio: ['ignore', output, output] });
    const [code] = (await once(child, 'exit')) as [number | null];
    return { code: code ?? 1, output: readFileSync(file, 'utf8') };
  } finally {
    closeSync(output);
    rmSync(folder, { recursive: true, force: true });
  }
}

const MINUTE = 60_000;

async function main([page = '', runs = '', ...ports]: string[]): Promise<void> {
  const moved = new Map(ports.map((pair) => pair.split('=') as [string, string]));
  const adapt = (text: string) => text.replace(/\b\d{4,5}\b/g, (port) => moved.get(port) ?? port);
  await runBlocks(page, { runs: runs as Block['runs'], adapt, timeoutMs: 20 * MINUTE });
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
