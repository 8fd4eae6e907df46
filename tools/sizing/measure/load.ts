/** Load on the web app, with wrk. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLoad } from '../../../webapp/bench/processes';
import { itemId } from './redis-node';

/** Items that reads ask for in turn. */
export const ITEMS = 500;
/** What writes may fill Redis with; beyond it they replace what they wrote. */
const MAX_BYTES = 200e6;
const MAX_ITEMS = 1e5;
/** Ids that writes make begin above those that are read, and each run has its own. */
let firstNew = 1e6;

/** A JSON text of that many bytes that doesn't compress. */
export function jsonText(bytes: number): string {
  return `"${randomBytes(bytes)
    .toString('base64url')
    .slice(0, bytes - 2)}"`;
}

export interface Load {
  kind: 'read' | 'write';
  itemBytes: number;
  seconds: number;
  connections: number;
}

/** As many requests as the web app can serve. @returns how many got a response, and how many of them a failure */
export async function loadWebapp(
  url: string,
  load: Load,
  folder: string,
): Promise<{ requests: number; failed: number }> {
  const script = join(folder, 'load.lua');
  writeFileSync(script, wrkScript(load));
  const program = process.env['WRK_BIN'] || 'wrk';
  const options = ['-t1', `-c${load.connections}`, `-d${load.seconds}s`, '--timeout', '60s', '-s', script, url];
  const output = await runLoad([program, ...options]);
  const [, requests = 0, failed = 0] = (/result (\d+) (\d+)/.exec(output) ?? []).map(Number);
  return { requests, failed };
}

// --- internal ---

/** Reads of items that are there; writes of new items that expire, which cost Redis most. */
function wrkScript({ kind, itemBytes }: Load): string {
  const prefix = itemId(0).slice(0, -12);
  firstNew += MAX_ITEMS;
  const format =
    kind === 'read'
      ? "wrk.format('GET', path)"
      : "wrk.format('PUT', path, { ['Content-Type'] = 'application/json' }, body)";
  const [first, count] =
    kind === 'read' ? [0, ITEMS] : [firstNew, Math.min(MAX_ITEMS, Math.round(MAX_BYTES / itemBytes))];
  return `
local body = '{"value":${jsonText(itemBytes)},"ttlSeconds":3600}'
local turn = 0
function request()
  turn = (turn + 1) % ${count}
  local path = string.format('/items/${prefix}%012d', ${first} + turn)
  return ${format}
end
function done(summary)
  local e = summary.errors
  io.write(string.format('result %d %d\\n', summary.requests, e.connect + e.read + e.write + e.status + e.timeout))
end
`;
}
