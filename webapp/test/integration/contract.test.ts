/** The running app against its own contract: schemathesis makes requests from `/openapi.json` and checks every response. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { TestService } from '../support/service';
import { startStack } from '../support/stack';

const ROOT = join(__dirname, '..', '..');
const MISSING =
  'schemathesis was not found: run `make tools` in the repository, or install it with pip and name the program in ' +
  'SCHEMATHESIS_BIN';

let service: TestService;

before(async () => {
  ({ service } = await startStack(2, { MAX_BATCH_ITEMS: '10' }));
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

test('no response is a 5xx, undocumented, or other than the contract says', async (t) => {
  const failures = () => service.metric('http_requests_total', { status: '5XX' });
  // Probes got some while the service started.
  const before = await failures();
  const { code, output } = await schemathesis('run', `${service.url}/openapi.json`);
  assert.equal(code, 0, output);
  assert.match(output, /Tested: 9/);
  t.diagnostic(/^ *\d+ generated.*$/m.exec(output)?.[0].trim() ?? output);
  assert.equal(await failures(), before);
});

test('with tokens the same holds: with the scope write, with read alone, and without a token', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'contract-'));
  const file = join(folder, 'tokens');
  const [read, write] = ['r'.repeat(32), 'w'.repeat(32)];
  writeFileSync(file, `read ${read}\nwrite ${write}\n`);
  const { service: secured } = await startStack(1, { MAX_BATCH_ITEMS: '10', AUTH_TOKENS_FILE: file });
  const refused = () => secured.metric('webapp_auth_requests_total', { outcome: 'missing' });
  const accepted = () => secured.metric('webapp_auth_requests_total', { outcome: 'accepted' });
  try {
    for (const token of [write, read, undefined]) {
      const header = token === undefined ? [] : ['--header', `Authorization: Bearer ${token}`];
      // A scope that is missing is no failure of the contract's: 403 is in it, but no success would follow.
      const checks = token === write ? [] : ['--exclude-checks', 'positive_data_acceptance'];
      const { code, output } = await schemathesis('run', `${secured.url}/openapi.json`, ...header, ...checks);
      assert.equal(code, 0, output);
      t.diagnostic(/^ *\d+ generated.*$/m.exec(output)?.[0].trim() ?? output);
    }
    assert.ok((await refused()) > 0 && (await accepted()) > 0);
    assert.equal(await secured.metric('http_requests_total', { status: '5XX', route: '/items/:id' }), 0);
  } finally {
    await secured.stop();
    rmSync(folder, { recursive: true });
  }
});

test('the contract names every header of every response that isn’t HTTP’s own', async () => {
  const contract = (await service.get('/openapi.json')).json;
  const named = new Set(Object.keys(contract.components.headers).map((name) => name.toLowerCase()));
  const documented = (path: string, method: string, status: number): string[] =>
    Object.keys(contract.paths[path][method].responses[status].headers ?? {}).map((name) => name.toLowerCase());
  const tag = (await service.put('headers', 1)).headers.get('etag') ?? '';
  const gone = { 'Consistency-Token': `1.${'f'.repeat(40)}.0` };
  const requests: [string, string, string, unknown, Record<string, string>, number][] = [
    ['/items/{id}', 'PUT', '/items/headers', { value: 1 }, { 'If-Match': tag }, 200],
    ['/items/{id}', 'PUT', '/items/headers', { value: 1 }, { 'If-None-Match': '*' }, 412],
    ['/items/{id}', 'PUT', '/items/headers', '', {}, 400],
    ['/items/{id}', 'GET', '/items/headers', undefined, gone, 200],
    ['/items/{id}', 'GET', '/items/none', undefined, gone, 404],
    ['/items/{id}', 'DELETE', '/items/headers', undefined, { 'If-Match': '"x"' }, 412],
    ['/items/{id}', 'DELETE', '/items/headers', undefined, {}, 204],
    ['/items/{id}', 'DELETE', '/items/headers', undefined, {}, 404],
    ['/items', 'POST', '/items', { value: 1 }, {}, 201],
    ['/items', 'POST', '/items', '1', { 'content-type': 'text/plain' }, 415],
    ['/items', 'GET', '/items', undefined, gone, 200],
    ['/items', 'GET', '/items?id=headers', undefined, {}, 200],
    ['/items', 'GET', '/items?limit=x', undefined, {}, 400],
    ['/livez', 'GET', '/livez', undefined, {}, 200],
    ['/readyz', 'GET', '/readyz', undefined, {}, 200],
    ['/openapi.json', 'GET', '/openapi.json', undefined, {}, 200],
    ['/', 'GET', '/', undefined, {}, 200],
    ['/', 'GET', '/', undefined, { accept: 'text/html' }, 200],
    ['/page/{file}', 'GET', '/page/style.css', undefined, {}, 200],
    ['/page/{file}', 'GET', '/page/none', undefined, {}, 404],
  ];
  for (const [path, method, target, body, headers, status] of requests) {
    const response = await service.request(method, target, body, headers);
    assert.equal(response.status, status, `${method} ${target}: ${response.text}`);
    const known = documented(path, method.toLowerCase(), status);
    const found = [...response.headers.keys()].filter(
      (name) => named.has(name) || /^(x-r|consistency|served)/.test(name),
    );
    for (const name of found) assert.ok(known.includes(name), `${method} ${target} ${status}: ${name}`);
  }
});
