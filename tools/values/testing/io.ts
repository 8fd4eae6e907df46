import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../cli';
import { type Io, PROJECT_ROOT, processIo } from '../io';
import { declareProgram } from '../program';

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs one command line without a process and keeps what it prints. Its home is empty: no packages, no cache. */
export async function runCli(argv: readonly string[], overrides: Partial<Io> = {}): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    cwd: PROJECT_ROOT,
    root: PROJECT_ROOT,
    env: { HOME: '/nonexistent', CHART_DEPS_DIR: '/nonexistent' },
    color: false,
    ...overrides,
  };
  const code = await run(argv, io);
  return { code, stdout: out.join(''), stderr: err.join('') };
}

/** The commands that are declared. */
export function commandNames(): string[] {
  return declareProgram(processIo(), () => async () => {}).commands.map((command) => command.name());
}

/** A folder that goes when the test is over. */
export function temporaryFolder(test: { after(clean: () => void): void }): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'gen-values-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
