/** What a checker such as promtool says of texts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../deploy/run';

const TIMEOUT_MS = 20_000;

/** Runs a checker on files with these texts; '' when it is content, else what it says, with their names as `0.yaml`, `1.yaml` … */
export async function complaint(
  program: string,
  args: readonly string[],
  texts: readonly string[],
  folder: string,
): Promise<string> {
  const own = mkdtempSync(path.join(folder, 'monitoring-'));
  try {
    const names = texts.map((_, at) => `${at}.yaml`);
    for (const [at, text] of texts.entries()) writeFileSync(path.join(own, names[at] as string), text, { mode: 0o600 });
    const { code, stdout, stderr, late } = await run(program, [...args, ...names], { cwd: own, timeoutMs: TIMEOUT_MS });
    if (late) return `took longer than ${TIMEOUT_MS / 1000} s`;
    return code === 0 ? '' : `${stdout}\n${stderr}`;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}
