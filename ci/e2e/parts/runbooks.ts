/** Every command in a runbook's diagnosis, as it stands there. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../../tools/deploy/run';
import { PROJECT_ROOT } from '../../../tools/values/io';
import type { World } from '../world';

export async function runbookCommandsWork({ steps, topology }: World): Promise<void> {
  // Pages on Sentinel are for nodes with Sentinel, and the pods in the others' commands are those of a fixed primary.
  const pages = readdirSync(path.join(PROJECT_ROOT, FOLDER)).filter(
    (page) => page.endsWith('.md') && page.startsWith('RedisSentinel') === (topology === 'sentinel'),
  );
  const failed: string[] = [];
  let count = 0;
  for (const page of pages) {
    for (const command of commandsOf(readFileSync(path.join(PROJECT_ROOT, FOLDER, page), 'utf8'))) {
      count += 1;
      const reason = await failureOf(command);
      if (reason !== undefined) failed.push(`${page}: ${command}\n${reason}`);
    }
  }
  steps.show(`${count} commands of the runbooks' diagnoses`);
  assert.deepEqual(failed, []);
  assert.ok(count > (topology === 'sentinel' ? 5 : 50), 'so few commands were found');
}

// --- internal ---

const FOLDER = 'docs/runbooks';

/** The lines in `sh` blocks before the mitigation. What forwards a port would not end: that its Service is there is asked instead. */
function commandsOf(page: string): string[] {
  const [diagnosis = ''] = page.split(/^## Mitigation/m);
  return [...diagnosis.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .flatMap(([, block = '']) => block.split('\n'))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.replace(/port-forward (svc\/\S+).*/, 'get $1'));
}

/** `grep` may find nothing, and what needs metrics-server or a container that has crashed may say that there is none. */
async function failureOf(command: string): Promise<string | undefined> {
  const script = ['-c', `exec 2>&1; ${command}; exit \${PIPESTATUS[0]}`];
  const { code, stdout } = await run('bash', script, { cwd: PROJECT_ROOT, timeoutMs: 30_000 });
  if (code === 0 && !/^(ERR|NOAUTH|WRONGPASS|NOPERM) /m.test(stdout)) return undefined;
  if (/Metrics API not available|previous terminated container .* not found/.test(stdout)) return undefined;
  return stdout.split('\n').slice(0, 3).join('\n');
}
