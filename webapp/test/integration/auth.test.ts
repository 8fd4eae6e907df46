/** Who may read and write: bearer tokens from a file, which is followed. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import pino from 'pino';
import { eventually } from '../support/eventually';
import { RedisServer } from '../support/redis-server';
import { TestService } from '../support/service';

const READ = 'read-hush-0123456789abcdef0123456789';
const WRITE = 'write-hush-0123456789abcdef0123456789';
const NEXT = 'next-hush-0123456789abcdef0123456789';
const TOKENS = `read ${READ}\nwrite ${WRITE}\n`;

const folder = mkdtempSync(join(tmpdir(), 'auth-'));
const file = join(folder, 'tokens');
const log: string[] = [];
let primary: RedisServer;
let service: TestService;

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const put = (headers: Record<string, string>, id = 'a') => service.put(id, 1, headers);

before(async () => {
  writeFileSync(file, TOKENS);
  primary = await RedisServer.start();
  const logger = pino({ level: 'debug' }, { write: (line: string) => log.push(line) });
  service = await TestService.start({ REDIS_URL: primary.url, AUTH_TOKENS_FILE: file }, undefined, logger);
  await service.whenHealthy(0);
});
after(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  writeFileSync(file, TOKENS);
  await eventually(async () => {
    assert.equal((await put(bearer(WRITE))).status < 300, true);
    assert.equal((await put(bearer(NEXT))).status, 401);
  });
});

test('a token with the scope write writes and reads, one with the scope read only reads', async () => {
  assert.equal((await put(bearer(WRITE), 'fresh')).status, 201);
  for (const token of [WRITE, READ]) {
    assert.equal((await service.get('/items/a', bearer(token))).status, 200);
    assert.equal((await service.request('HEAD', '/items/a', undefined, bearer(token))).status, 200);
    assert.equal((await service.get('/items', bearer(token))).status, 200);
  }
  for (const [method, path] of [
    ['PUT', '/items/a'],
    ['POST', '/items'],
    ['DELETE', '/items/a'],
  ] as const) {
    const body = method === 'DELETE' ? undefined : { value: 2 };
    const { status, json, headers } = await service.request(method, path, body, bearer(READ));
    assert.deepEqual([status, json.type, json.status], [403, '/problems/insufficient-scope', 403]);
    assert.equal(
      headers.get('www-authenticate'),
      'Bearer realm="tme1crv-webapp", error="insufficient_scope", scope="write"',
    );
  }
  assert.equal(await primary.client.get('item:a'), '1');
});

test('without a token, and with a wrong one, nothing tells what there is', async () => {
  const requests: [string, string][] = [
    ['GET', '/items/a'],
    ['HEAD', '/items/a'],
    ['GET', '/items/none'],
    ['GET', '/items/%zz'],
    ['GET', '/items?limit=x'],
    ['GET', '/nowhere'],
    ['OPTIONS', '/items'],
    ['OPTIONS', '*'],
    ['PATCH', '/items/a'],
    ['DELETE', '/items/a'],
    ['PUT', '/items/a'],
  ];
  for (const [method, path] of requests) {
    for (const [header, challenge] of [
      [{}, 'Bearer realm="tme1crv-webapp"'],
      [{ Authorization: 'Basic YTpi' }, 'Bearer realm="tme1crv-webapp"'],
      [bearer(`${READ}x`), 'Bearer realm="tme1crv-webapp", error="invalid_token"'],
      [bearer(''), 'Bearer realm="tme1crv-webapp"'],
      [bearer(`${READ} ${READ}`), 'Bearer realm="tme1crv-webapp", error="invalid_token"'],
    ] as const) {
      const response = await raw(method, path, header);
      const [head = '', body = ''] = response.split('\r\n\r\n');
      assert.match(head, /^HTTP\/1\.1 401 /, `${method} ${path} ${JSON.stringify(header)}`);
      assert.equal(/^www-authenticate: (.*?)\r?$/im.exec(head)?.[1], challenge);
      assert.match(head, /^content-type: application\/problem\+json\r?$/im);
      assert.doesNotMatch(head, /^(allow|etag|consistency|served-by)/im);
      if (method !== 'HEAD') assert.equal(JSON.parse(body).type, '/problems/unauthorized');
    }
  }
  assert.equal(await primary.client.get('item:a'), '1');
});

test('with a token there are 404, 405 and 400 as ever', async () => {
  assert.equal((await service.get('/nowhere', bearer(READ))).status, 404);
  assert.equal((await service.request('DELETE', '/items', undefined, bearer(WRITE))).status, 405);
  assert.equal((await service.request('OPTIONS', '/items', undefined, bearer(READ))).status, 405);
  assert.equal((await service.get('/items/%zz', bearer(READ))).status, 400);
  // What a path takes doesn't matter to a token that may not write anyway.
  assert.equal((await service.request('DELETE', '/nowhere', undefined, bearer(READ))).status, 403);
});

test('the scheme’s name is the same in any case', async () => {
  assert.equal((await service.get('/items', { Authorization: `bEARER  ${READ}` })).status, 200);
});

test('probes, metrics and the contract need no token', async () => {
  for (const path of ['/livez', '/readyz', '/metrics', '/openapi.json', '/', '/livez/']) {
    assert.equal((await service.get(path)).status, 200, path);
    assert.equal((await service.get(path, bearer('wrong'))).status, 200, path);
  }
  for (const path of ['/livez', '/metrics']) assert.equal((await service.request('POST', path)).status, 405, path);
  const { components, paths } = (await service.get('/openapi.json')).json;
  assert.equal(components.securitySchemes.token.scheme, 'bearer');
  assert.deepEqual(paths['/items'].get.security, [{ token: ['read'] }]);
  assert.deepEqual(paths['/items'].post.security, [{ token: ['write'] }]);
  assert.deepEqual(
    Object.keys(paths['/items'].post.responses).filter((each) => /^40[13]/.test(each)),
    ['401', '403'],
  );
  assert.equal(paths['/livez'].get.security, undefined);
});

test('no body is asked for or awaited without a token', async () => {
  const body = { 'Content-Type': 'application/json', 'Content-Length': '20' };
  // Nothing of the body is sent, and the response comes nevertheless.
  assert.match(await raw('PUT', '/items/a', body), /^HTTP\/1\.1 401 /);
  assert.match(await raw('PUT', '/items/a', { ...body, Expect: '100-continue' }), /^HTTP\/1\.1 401 /);
  assert.match(await raw('PUT', '/items/a', { ...body, ...bearer(READ), Expect: '100-continue' }), /^HTTP\/1\.1 403 /);
  const asked = await raw('PUT', '/items/a', { ...body, ...bearer(WRITE), Expect: '100-continue' });
  assert.match(asked, /^HTTP\/1\.1 100 /);
});

test('a token is valid and stops being so with the file, without a restart; two are valid together', async () => {
  assert.equal((await put(bearer(NEXT))).status, 401);
  writeFileSync(file, `${TOKENS}write ${NEXT}\n`);
  await eventually(async () => assert.ok((await put(bearer(NEXT))).status < 300), 5000);
  assert.ok((await put(bearer(WRITE))).status < 300);
  writeFileSync(file, `read ${READ}\nwrite ${NEXT}\n`);
  await eventually(async () => assert.equal((await put(bearer(WRITE))).status, 401), 5000);
  assert.ok((await put(bearer(NEXT))).status < 300);
});

test('a file that can’t be used leaves the tokens in force, says so once, and a metric shows it', async () => {
  await eventually(async () => assert.equal(await service.metric('webapp_secret_file_valid', { file: 'tokens' }), 1));
  const since = await service.metric('webapp_secret_file_read_timestamp_seconds', { file: 'tokens' });
  log.length = 0;
  writeFileSync(file, `${TOKENS}writes ${NEXT}\n`);
  await eventually(async () => assert.equal(await service.metric('webapp_secret_file_valid', { file: 'tokens' }), 0));
  // Long enough for two more looks at it.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  assert.ok((await put(bearer(WRITE))).status < 300);
  assert.equal((await service.get('/readyz')).status, 200);
  const told = log.map((line) => JSON.parse(line)).filter(({ reason }) => reason !== undefined);
  assert.deepEqual(
    told.map(({ reason }) => reason),
    [`${file}, line 3: must be "read TOKEN" or "write TOKEN"`],
  );
  assert.equal(await service.metric('webapp_secret_file_read_timestamp_seconds', { file: 'tokens' }), since);
  writeFileSync(file, TOKENS);
  await eventually(async () => assert.equal(await service.metric('webapp_secret_file_valid', { file: 'tokens' }), 1));
});

test('requests are counted by outcome, and no token shows in metrics or in the log', async () => {
  const count = (outcome: string) => service.metric('webapp_auth_requests_total', { outcome });
  const outcomes = ['accepted', 'missing', 'invalid', 'insufficient-scope'];
  const earlier = await Promise.all(outcomes.map(count));
  await service.get('/items', bearer(READ));
  await service.get('/items');
  await service.get('/items', bearer(`${READ}x`));
  await put(bearer(READ));
  await service.get('/livez');
  const later = await Promise.all(outcomes.map(count));
  assert.deepEqual(
    later.map((each, index) => each - (earlier[index] ?? 0)),
    [1, 1, 1, 1],
  );
  assert.doesNotMatch(await service.metrics(), /hush/);
  assert.doesNotMatch(log.join('\n'), /hush/);
});

/** Sends a request's header and nothing of its body. @returns what comes back until a head, and the body that it announces, are complete */
function raw(method: string, path: string, headers: Record<string, string>): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${method} ${path} HTTP/1.1\r\nHost: a\r\n${lines.join('')}\r\n`);
  let text = '';
  socket.setTimeout(10_000, () => reject(new Error(`no response: ${text}`)));
  socket.on('error', reject);
  socket.on('data', (data) => {
    text += data;
    const end = text.indexOf('\r\n\r\n');
    const length = method === 'HEAD' ? 0 : Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (end < 0 || text.length < end + 4 + length) return;
    socket.destroy();
    resolve(text);
  });
  return promise;
}
