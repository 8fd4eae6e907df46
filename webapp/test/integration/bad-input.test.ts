import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { rawRequest } from '../support/raw-request';
import type { TestService } from '../support/service';
import { startStack } from '../support/stack';

let service: TestService;

before(async () => {
  const limits = { MAX_BODY_BYTES: '1000', MAX_URL_BYTES: '600', REQUEST_TIMEOUT_MS: '500' };
  ({ service } = await startStack(0, limits));
});

const raw = (bytes: string) => rawRequest(service.url, bytes);

const CASES: [string, string, unknown, Record<string, string>, number, string][] = [
  ['GET', '/items/a%20b', undefined, {}, 400, 'invalid-id'],
  ['GET', '/items/a%2Fb', undefined, {}, 400, 'invalid-id'],
  ['GET', '/items/%zz', undefined, {}, 400, 'invalid-id'],
  ['GET', `/items/${'x'.repeat(257)}`, undefined, {}, 400, 'invalid-id'],
  ['PUT', '/items/a', '{"value":', {}, 400, 'invalid-json'],
  ['PUT', '/items/a', '', {}, 400, 'invalid-body'],
  ['PUT', '/items/a', '"text"', {}, 400, 'invalid-body'],
  ['PUT', '/items/a', {}, {}, 400, 'invalid-body'],
  ['PUT', '/items/a', { value: 1, ttl: 5 }, {}, 400, 'invalid-body'],
  ['PUT', '/items/a', { value: 1, ttlSeconds: 0 }, {}, 400, 'invalid-body'],
  ['PUT', '/items/a', { value: 1, ttlSeconds: 1.5 }, {}, 400, 'invalid-body'],
  ['PUT', '/items/a', { value: 'x'.repeat(2000) }, {}, 413, 'body-too-large'],
  ['PUT', '/items/a', '{"value":1}', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
  ['PUT', '/items/a', '{"value":1}', { 'content-encoding': 'zip' }, 415, 'unsupported-media-type'],
  ['POST', '/items', undefined, {}, 415, 'unsupported-media-type'],
  ['GET', '/items/a', undefined, { 'consistency-token': 'nonsense' }, 400, 'invalid-consistency-token'],
  ['GET', '/nowhere', undefined, {}, 404, 'unknown-route'],
  ['GET', '/items/a/b', undefined, {}, 404, 'unknown-route'],
  ['GET', '/items/missing', undefined, {}, 404, 'not-found'],
  ['POST', '/items/a', { value: 1 }, {}, 405, 'method-not-allowed'],
  ['DELETE', '/items', undefined, {}, 405, 'method-not-allowed'],
  ['PATCH', '/livez', undefined, {}, 405, 'method-not-allowed'],
  ['GET', '/items?limt=3', undefined, {}, 400, 'invalid-query'],
  ['GET', '/items?limit=3&cursr=a', undefined, {}, 400, 'invalid-query'],
  ['GET', '/items?id[]=a&id[]=b', undefined, {}, 400, 'invalid-query'],
  ['GET', '/items?id=a&id%5B%5D=b', undefined, {}, 400, 'invalid-query'],
  ['GET', '/items?id=..', undefined, {}, 400, 'invalid-id'],
  ['GET', `/items?x=${'x'.repeat(700)}`, undefined, {}, 414, 'url-too-long'],
];

for (const [method, path, body, headers, status, kind] of CASES) {
  const what = body === undefined ? '' : ` with ${JSON.stringify(body).slice(0, 30)}`;
  test(`${method} ${path.slice(0, 40)}${what} ${Object.values(headers)} gets ${status} ${kind}`, async () => {
    const response = await service.request(method, path, body, headers);
    assert.equal(response.status, status, response.text);
    assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.equal(response.json.type, `/problems/${kind}`);
    assert.equal(response.json.status, status);
    assert.equal(response.json.requestId, response.headers.get('x-request-id'));
    assert.doesNotMatch(response.text, /node_modules|\\n\s+at /);
    if (status === 405) assert.match(response.headers.get('allow') ?? '', /GET/);
  });
}

test('the ids . and .. are refused however they are written, as clients would take them for steps in the path', async () => {
  for (const id of ['.', '..', '%2e', '%2E%2e', '.%2e']) {
    for (const request of [`GET /items/${id}`, `DELETE /items/${id}`, `PUT /items/${id}`]) {
      const body = 'Content-Type: application/json\r\nContent-Length: 11\r\n\r\n{"value":1}';
      const response = await raw(`${request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${body}`);
      assert.match(response, /^HTTP\/1\.1 400 /, `${request}: ${response}`);
      assert.match(response, /"detail":"\.\.? cannot be an id: in a path it means a step\."/);
    }
  }
});

test('query parameters that have nothing to do with this API are ignored', async () => {
  const response = await service.get('/items?limit=3&utm_source=mail&fbclid=x&_=1');
  assert.equal(response.status, 200, response.text);
});

test('a token that claims more than was ever written is refused', async () => {
  const token = (await service.put('ahead', 1)).headers.get('consistency-token') ?? '';
  const ahead = token.replace(/\.[^.]*$/, '.zzzzzz');
  const response = await service.get('/items/ahead', { 'Consistency-Token': ahead });
  assert.equal(response.status, 400);
  assert.equal(response.json.type, '/problems/invalid-consistency-token');
});

test('a token of a history that nobody knows gets a response that says so', async () => {
  const token = (await service.put('unknown', 1)).headers.get('consistency-token') ?? '';
  const other = token.replace(/[0-9a-f]{40}/, 'f'.repeat(40));
  const response = await service.get('/items/unknown', { 'Consistency-Token': other });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('consistency'), 'unverified');
});

test('what is not HTTP, and a header that is too large, get a response and lose the connection', async () => {
  assert.match(await raw('nonsense\r\n\r\n'), /^HTTP\/1\.1 400 .*application\/problem\+json/s);
  assert.match(await raw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
  assert.match(await raw('POST /items HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n'), /^HTTP\/1\.1 4\d\d /);
});

test('odd request targets neither break the metrics nor the process', async () => {
  for (const target of ['*', '//u@h:99999999/', 'http://h:bad/items/a', '?x', '//', '/..', 'http://h', 'nonsense']) {
    const response = await raw(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    assert.match(response, /^HTTP\/1\.1 [2-4]\d\d /, `${target}: ${response}`);
  }
  assert.equal((await service.get('/livez')).status, 200);
});

test('a client’s request id goes through when it is harmless, else it is replaced', async () => {
  assert.equal((await service.get('/livez', { 'X-Request-Id': 'mine-1' })).headers.get('x-request-id'), 'mine-1');
  for (const bad of ['x'.repeat(129), 'a b', '<script>']) {
    const id = (await service.get('/livez', { 'X-Request-Id': bad })).headers.get('x-request-id');
    assert.match(id ?? '', /^[0-9a-f-]{36}$/);
  }
});
