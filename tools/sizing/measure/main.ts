/**
 * Measures what the parts of the stack can carry: `make capacity`, or `ts-node tools/sizing/measure/main.ts [PART…]`.
 *
 * Real processes on loopback, each figure in tools/sizing/model/capacity.json; docs/capacity.md says how they are taken and
 * what the sizing plan makes of them. Takes two cores, wrk, redis-server and, for `monitoring`, the local stack's binaries.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLoad } from '../../../webapp/bench/processes';
import { PROJECT_ROOT } from '../../values/io';
import { updatePage } from '../../values/tme1crv/generate/documents';
import { measureMemory } from './parts/memory';
import { measureMonitoring } from './parts/monitoring';
import { measurePersistence } from './parts/persistence';
import { measureReplication } from './parts/replication';
import { measureRequests } from './parts/requests';
import { record } from './results';

/** Each takes less than four minutes. */
const PARTS: Record<string, (folder: string) => Promise<void>> = {
  requests: async (folder) => record('requests', await measureRequests(folder), { ...(await redis()), ...node() }),
  memory: async (folder) => record('memory', await measureMemory(folder), await redis()),
  persistence: async (folder) => record('persistence', await measurePersistence(folder), await redis()),
  replication: async (folder) => record('replication', await measureReplication(folder), await redis()),
  monitoring: async (folder) =>
    record('monitoring', await measureMonitoring(folder), { ...(await prometheus()), ...(await redis()) }),
};

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !Object.hasOwn(PARTS, name));
  if (unknown !== undefined) throw new Error(`there is no part ${unknown}; parts: ${Object.keys(PARTS).join(', ')}`);
  for (const name of names.length > 0 ? names : Object.keys(PARTS)) {
    const folder = mkdtempSync(join(tmpdir(), 'capacity-'));
    const started = performance.now();
    try {
      await PARTS[name]?.(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    process.stdout.write(`${name}: measured in ${Math.round((performance.now() - started) / 1000)} s\n`);
  }
  updatePage(PROJECT_ROOT, 'docs/capacity.md');
}

// --- internal ---

const node = () => ({ node: process.versions.node });

async function redis(): Promise<Record<string, string>> {
  const text = await runLoad([process.env['REDIS_SERVER_BIN'] || 'redis-server', '--version']);
  return { redis: /v=(\S+)/.exec(text)?.[1] ?? 'unknown' };
}

async function prometheus(): Promise<Record<string, string>> {
  const text = await runLoad([process.env['PROMETHEUS_BIN'] || 'prometheus', '--version']);
  return { prometheus: /version (\S+)/.exec(text)?.[1] ?? 'unknown' };
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`capacity: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
