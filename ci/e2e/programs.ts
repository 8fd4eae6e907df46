/** Programs of the end-to-end test, and the commands that pages of the docs show. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type RunOptions, type RunResult, runOrFail } from '../../tools/deploy/run';
import { blocksOf } from '../../tools/docs/blocks';
import { PROJECT_ROOT } from '../../tools/values/io';

/** Lines of a program's output that are kept for an error. */
const LAST_LINES = 40;

/** Runs a program in the project's folder. @returns what it printed @throws StackError when it fails, or after ten minutes */
export async function program(name: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return (await programResult(name, args, options)).stdout;
}

/** Runs commands in a shell that ends with the first that fails. @returns all that they printed, in its order */
export function shell(commands: string, options: RunOptions = {}): Promise<string> {
  return program('bash', ['-c', `exec 2>&1\nset -e\n${commands}`], options);
}

/** `./deploy-all.sh WORDS`. @returns all that it printed @throws StackError when it fails */
export async function deployAll(...words: string[]): Promise<string> {
  const { stdout, stderr } = await programResult(path.join(PROJECT_ROOT, 'deploy-all.sh'), words);
  return stdout + stderr;
}

/** The commands of a block right under a heading of a page, by default those of the first one. @throws AssertionError when there is none */
export function documented(page: string, heading: string, number = 1): string {
  const blocks = blocksOf(readFileSync(path.join(PROJECT_ROOT, page), 'utf8')).filter(
    (block) => block.heading === heading,
  );
  const commands = blocks[number - 1]?.commands ?? '';
  assert.notEqual(commands.trim(), '', `${page} has no block ${number} under "${heading}"`);
  return commands;
}

/** Lines without the empty ones at the ends; none for no text. */
export function linesOf(text: string): string[] {
  return text.trim() === '' ? [] : text.trim().split('\n').slice(-LAST_LINES);
}

// --- internal ---

const TIMEOUT_MS = 600_000;

function programResult(name: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return runOrFail(name, args, { cwd: PROJECT_ROOT, timeoutMs: TIMEOUT_MS, ...options });
}
