/** The running app against its own contract: schemathesis makes requests from `/openapi.json` and checks every answer. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { RedisServer } from '../support/redis-server';
import { TestService } from '../support/service';

const ROOT = join(__dirname, '..', '..');
const MISSING =
  'schemathesis was not found: run `make tools` in the repository, or install it with pip and name the program in ' +
  'SCHEMATHESIS_BIN';

let primary: RedisServer;
let replicas: RedisServer[];
let service: TestService;

before(async () => {
  primary = await RedisServer.start();
  replicas = [await primary.startReplica(), await primary.startReplica()];
  const urls = replicas.map((replica) => replica.url).join(',');
  service = await TestService.start({ REDIS_URL: primary.url, REDIS_REPLICAS_URL: urls, MAX_BATCH_ITEMS: '10' });
  await service.whenHealthy(2);
});

after(async () => {
  await service?.stop();
  for (const server of [primary, ...(replicas ?? [])]) await server?.stop();
});

function program(): string {
  const installed = join(ROOT, '..', '.venv', 'bin', 'schemathesis');
  return process.env['SCHEMATHESIS_BIN'] || (existsSync(installed) ? installed : 'schemathesis');
}

/** @returns its exit code and what it printed */
async function schemathesis(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(program(), args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  child.on('error', (error: NodeJS.ErrnoException) => {
    output += error.code === 'ENOENT' ? MISSING : error.message;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

test('no answer is a 5xx, undocumented, or other than the contract says', async (t) => {
  const failures = () => service.metric('http_requests_total', { status: '5XX' });
  // Probes got some while the service started.
  const before = await failures();
  const { code, output } = await schemathesis('run', `${service.url}/openapi.json`);
  assert.equal(code, 0, output);
  assert.match(output, /Tested: 8/);
  t.diagnostic(/^ *\d+ generated.*$/m.exec(output)?.[0].trim() ?? output);
  assert.equal(await failures(), before);
});
