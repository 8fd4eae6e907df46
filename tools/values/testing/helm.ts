/** Helm itself, for tests that compare with it. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from '../io';

const run = promisify(execFile);

/** A pinned tool: the project's own build, else the one on PATH. */
export function tool(name: string): string {
  const own = path.join(PROJECT_ROOT, '.tools/bin', name);
  return existsSync(own) ? own : name;
}

/** `helm template`: what it prints, or what it complains about. */
export async function helmTemplate(chart: string, files: readonly string[], ...options: string[]): Promise<Rendered> {
  const args = ['template', 'tme1crv', chart, ...files.flatMap((file) => ['-f', file]), ...options];
  try {
    const { stdout } = await run(tool('helm'), args, {
      maxBuffer: 64 * 2 ** 20,
      env: { PATH: process.env['PATH'] ?? '' },
    });
    return { manifest: stdout };
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    return { refusal: stderr || message };
  }
}

export type Rendered = { manifest: string; refusal?: undefined } | { manifest?: undefined; refusal: string };

/** Writes files below a folder, by their relative names, and returns the folder. */
export function writeTree(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}
