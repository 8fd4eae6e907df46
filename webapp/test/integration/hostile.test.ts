/** Clients that mean harm, or are badly broken: each gets a response from the contract, and the next client notices nothing. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { eventually } from '../support/eventually';
import { rawRequest } from '../support/raw-request';
import type { TestResponse, TestService } from '../support/service';
import { startStack } from '../support/stack';

let service: TestService;

before(async () => {
  const limits = { REQUEST_TIMEOUT_MS: '2000', MAX_BATCH_ITEMS: '2000', MAX_URL_BYTES: '20000' };
  ({ service } = await startStack(0, limits));
});

const put = (id: string, body: string, headers?: Record<string, string>) =>
  service.request('PUT', `/items/${id}`, body, headers);

/** A request without a body on a connection of its own. */
const raw = (line: string, ...fields: string[]) =>
  rawRequest(service.url, `${[line, 'Host: x', 'Connection: close', ...fields].join('\r\n')}\r\n\r\n`);

function assertProblem(response: TestResponse, status: number, kind: string): void {
  assert.equal(response.status, status, response.text);
  assert.equal(response.json.type, `/problems/${kind}`);
}

test('a value is kept to the letter, whatever other programs would make of it', async () => {
  const values = [
    '12345678901234567890123',
    '9007199254740993',
    '1e400',
    '-0',
    '1.10',
    String.raw`"\ud800"`,
    String.raw`"a\u0000b"`,
    '{"__proto__":{"x":1},"constructor":{"prototype":{"y":2}}}',
    '{"a":1,"a":2}',
    `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
    '[ 1,\n\t2 ]',
  ];
  for (const value of values) {
    const written = await put('letter', `{"ttlSeconds": 60, "value": ${value}}`);
    assert.ok(written.status < 300, written.text);
    const token = { 'Consistency-Token': written.headers.get('consistency-token') ?? '' };
    const read = await service.get('/items/letter', token);
    for (const text of [written.text, read.text]) assert.equal(text, `{"id":"letter","value":${value}}`);
    assert.equal((await service.get('/items?id=letter', token)).text, `{"items":[${read.text}],"missing":[]}`);
  }
  assert.equal(({} as Record<string, unknown>)['x'], undefined);
});

test('bodies that are not what they should be are refused, with what is wrong', async () => {
  assertProblem(await put('bad', '{"__proto__":{"value":1}}'), 400, 'invalid-body');
  assertProblem(await put('bad', '{"value":1,"__proto__":{"ttlSeconds":1}}'), 400, 'invalid-body');
  assertProblem(await put('bad', '{"value":1,"ttlSeconds":1e400}'), 400, 'invalid-body');
  assertProblem(await put('bad', '{"value":1,"ttlSeconds":-0}'), 400, 'invalid-body');
  assertProblem(await put('bad', '{"value":01}'), 400, 'invalid-json');
  const latin = 'application/json; charset=latin1';
  assertProblem(await put('bad', '{"value":1}', { 'content-type': latin }), 415, 'unsupported-media-type');
  const cut = await put('bad', '{"value": [1, 2');
  assertProblem(cut, 400, 'invalid-json');
  assert.match(cut.json.detail, /position 15/);
  assert.equal((await service.get('/items/bad')).status, 404);
});

test('bytes that are not UTF-8 are refused and not replaced; a byte order mark is skipped', async () => {
  const send = async (body: Buffer) =>
    (
      await fetch(`${service.url}/items/bytes`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body,
      })
    ).status;
  assert.equal(await send(Buffer.from('{"value":"\xff"}', 'latin1')), 400);
  assert.equal(await send(Buffer.from('\ufeff{"value":"ü"}')), 201);
  assert.deepEqual((await service.get('/items/bytes')).json.value, 'ü');
});

test('a body is small however well it is packed, and nobody waits for one that is too large', async () => {
  const packed = gzipSync(`{"value":"${'x'.repeat(20_000_000)}"}`);
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const response = await fetch(`${service.url}/items/bomb`, { method: 'PUT', headers, body: packed });
  assert.equal(response.status, 413);
  await response.text();
  assertProblem(await put('bomb', `{"value":"${'x'.repeat(5_000_000)}"}`), 413, 'body-too-large');
});

test('a client that asks before it sends is told to go on, or at once that the body is too large', async () => {
  const type = 'Content-Type: application/json';
  const head = ['PUT /items/expect HTTP/1.1', 'Host: x', 'Connection: close', 'Expect: 100-continue', type];
  const asked = (bytes: number, body: string) =>
    rawRequest(service.url, `${[...head, `Content-Length: ${bytes}`].join('\r\n')}\r\n\r\n${body}`);
  assert.match(await asked(11, '{"value":1}'), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 /);
  assert.match(await asked(100_000_000, ''), /^HTTP\/1\.1 413 .*body-too-large/s);
});

test('what a client expects beyond that makes no difference', async () => {
  assert.match(await raw('GET /livez HTTP/1.1', 'Expect: wonders'), /^HTTP\/1\.1 200 /);
});

test('lengths and encodings that contradict each other never reach a handler', async () => {
  const fields: string[][] = [
    ['Transfer-Encoding: chunked', 'Content-Length: 11'],
    ['Transfer-Encoding: gzip'],
    ['Transfer-Encoding: chunked, gzip'],
    ['Content-Length: 11', 'Content-Length: 12'],
    ['Content-Length: -1'],
    ['Content-Length: 1e1'],
    ['Bad Name: 1'],
  ];
  for (const each of fields) {
    const response = await raw('PUT /items/smuggled HTTP/1.1', 'Content-Type: application/json', ...each);
    assert.match(response, /^HTTP\/1\.1 400 .*nosniff.*bad-request/s, `${each}: ${response}`);
    assert.equal(response.match(/^HTTP\/1\.1 \d/gm)?.length, 1);
  }
  assert.equal((await service.get('/items/smuggled')).status, 404);
});

test('a request without Host gets a problem as any other', async () => {
  const response = await rawRequest(service.url, 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n');
  assert.match(response, /^HTTP\/1\.1 400 .*nosniff.*"requestId"/s);
  assert.match(await rawRequest(service.url, 'GET /livez HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 200 /);
});

test('headers that are sent twice, or grow without end, do no harm', async () => {
  const twice = (name: string, value: string) => raw('GET /items/a HTTP/1.1', `${name}: ${value}`, `${name}: ${value}`);
  assert.match(await twice('Consistency-Token', '1..0'), /^HTTP\/1\.1 400 .*invalid-consistency-token/s);
  assert.match(await twice('X-Request-Id', 'mine'), /X-Request-Id: [0-9a-f-]{36}\r\n/);
  const many = Array.from({ length: 9000 }, (_, n) => `A${n}: b`);
  assert.match(await raw('GET /livez HTTP/1.1', ...many), /^HTTP\/1\.1 431 /);
  // Patterns that take long to not match.
  for (const match of [`"a",${' '.repeat(12_000)}!`, `${'"" ,'.repeat(3500)}!`, `W/${'"W/'.repeat(4000)}`]) {
    assertProblem(await put('a', '{"value":1}', { 'If-Match': match }), 400, 'invalid-condition');
  }
});

test('names that mean something to JavaScript are ids like others', async () => {
  for (const id of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    assert.match(await raw(`GET /items/${id} HTTP/1.1`), /^HTTP\/1\.1 404 .*not-found/s, id);
  }
  assert.equal((await service.put('__proto__', 1)).status, 201);
  assert.equal((await service.get('/items/__proto__')).text, '{"id":"__proto__","value":1}');
  assert.equal((await service.get('/items?__proto__[x]=1&constructor=2&limit=1')).status, 200);
});

test('the steps of a path are no ids, also where no client has taken them out', async () => {
  for (const step of ['%2e', '%2e%2e', '.%2E']) {
    assert.match(await raw(`GET /items/${step} HTTP/1.1`), /^HTTP\/1\.1 400 .*invalid-id/s, step);
  }
});

test('every id of a batch counts, also beyond a thousand', async () => {
  const ids = Array.from({ length: 1500 }, (_, n) => `${n}`);
  const query = ids.map((id) => `id=${id}`).join('&');
  assert.equal((await service.get(`/items?${query}`)).json.missing.length, 1500);
  assertProblem(await service.get(`/items?${query}&limit=5`), 400, 'invalid-query');
});

test('after all that the service is as before', async () => {
  assert.equal((await service.get('/readyz')).json.status, 'ready');
  assert.equal(await service.metric('http_requests_total', { status: '5XX', route: '/items/:id' }), 0);
});

test('compressed bodies that are cut off give back what they were let in for', async () => {
  const part = gzipSync(`{"value":"${'x'.repeat(5000)}"}`).subarray(0, 20);
  const { port, hostname } = new URL(service.url);
  for (let n = 0; n < 5; n += 1) {
    const socket = connect(Number(port), hostname);
    const fields = ['Host: x', 'Content-Type: application/json', 'Content-Encoding: gzip', 'Content-Length: 2000'];
    socket.write(`${['PUT /items/cut HTTP/1.1', ...fields].join('\r\n')}\r\n\r\n`);
    socket.write(part);
    await eventually(async () => assert.ok((await service.metric('webapp_in_flight_bytes')) > 0));
    socket.destroy();
  }
  await eventually(async () => assert.equal(await service.metric('webapp_in_flight_bytes'), 0));
});
