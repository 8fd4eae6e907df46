/**
 * How long the values tool takes on this machine: `make bench-values`. It prints medians and judges nothing; docs/values.md says
 * what to expect.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROJECT_ROOT } from './io';
import { inRoot, PATHS } from './tme1crv/project';

const ROUNDS = 9;
const LINES = 300;

const folder = mkdtempSync(path.join(tmpdir(), 'bench-values-'));
try {
  const file = path.join(folder, 'values.yaml');
  writeFileSync(file, valuesOf(LINES));
  const tool = inRoot(PROJECT_ROOT, 'tools/gen-values.ts');
  const tsNode = inRoot(PROJECT_ROOT, 'node_modules/.bin/ts-node');
  print(`validate, ${LINES} lines, from the shell`, () => wallTime(tsNode, tool, 'validate', file));
  print('  of which our own work', () => ownTime(file));
  print('  of which Node.js with nothing to do', () => wallTime(process.execPath, '-e', ''));
  print('generate --check, from the shell', () => wallTime(tsNode, tool, '--check'));
} finally {
  rmSync(folder, { recursive: true });
}

// --- internal ---

/** A values file of so many lines that sets what the defaults set anyway: whole sections, and notes up to that number. */
function valuesOf(lines: number): string {
  const defaults = readFileSync(inRoot(PROJECT_ROOT, PATHS.values), 'utf8').split('\n');
  const withoutNotes = defaults.filter((line) => !line.trimStart().startsWith('#') && line.trim() !== '');
  const beginsSection = (line: string | undefined) => line === undefined || /^ {0,2}\w/.test(line);
  let end = Math.min(lines, withoutNotes.length);
  while (!beginsSection(withoutNotes[end])) end -= 1;
  const notes = Array.from({ length: lines - end }, (_, at) => `# note ${at + 1}`);
  return `${[...notes, ...withoutNotes.slice(0, end)].join('\n')}\n`;
}

function print(what: string, measure: () => number): void {
  measure(); // fills the caches
  const times = Array.from({ length: ROUNDS }, measure).sort((a, b) => a - b);
  const median = times[Math.floor(ROUNDS / 2)] as number;
  const range = `${Math.round(times[0] as number)} to ${Math.round(times.at(-1) as number)}`;
  process.stdout.write(`${what.padEnd(44)} ${Math.round(median)} ms (${range})\n`);
}

/** Milliseconds from start to end of a program. */
function wallTime(program: string, ...args: string[]): number {
  const start = performance.now();
  execFileSync(program, args, { cwd: PROJECT_ROOT, stdio: 'ignore' });
  return performance.now() - start;
}

/** Milliseconds from the arguments to the exit code in a fresh process that has loaded the command's modules. */
function ownTime(file: string): number {
  const script = `
    require('node:module').enableCompileCache?.();
    require('ts-node/register');
    const { run } = require('./tools/values/cli');
    const { processIo } = require('./tools/values/io');
    require('./tools/values/commands/validate');
    const start = performance.now();
    run(['validate', ${JSON.stringify(file)}], { ...processIo(), stderr() {} }).then(() => console.log(performance.now() - start));`;
  return Number(execFileSync(process.execPath, ['-e', script], { cwd: PROJECT_ROOT, encoding: 'utf8' }));
}
