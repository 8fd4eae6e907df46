/** What a client may learn of an error, and how the log tells which request it was. */
import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import pino from 'pino';
import { eventually } from '../support/eventually';
import { rawRequest } from '../support/raw-request';
import { RedisServer } from '../support/redis-server';
import { TestService } from '../support/service';

let redis: RedisServer;
let service: TestService;
const lines: string[] = [];

before(async () => {
  redis = await RedisServer.start();
  const log = pino({ level: 'debug' }, { write: (line) => lines.push(line) });
  service = await TestService.start({ REDIS_URL: redis.url }, undefined, log);
  await service.whenHealthy(0);
  // Not what this app stores there: Redis refuses to read it as a value.
  await redis.client.lpush('item:broken', 'x');
});

beforeEach(() => {
  lines.length = 0;
});

const records = (id: string) =>
  lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((each) => each['requestId'] === id);

test('an error inside is a 500 that tells nothing but the id under which the log has it all', async () => {
  const response = await service.put('broken', 1, { 'If-Match': '"x"', 'X-Request-Id': 'mine-7' });
  assert.equal(response.status, 500);
  assert.equal(response.json.type, '/problems/internal-error');
  assert.equal(response.json.requestId, 'mine-7');
  assert.doesNotMatch(response.text, /WRONGTYPE|\bat \b|\.ts|\.js/);
  const [record] = records('mine-7').filter((each) => each['msg'] === 'request failed');
  const error = record?.['err'] as { message: string; stack: string } | undefined;
  assert.match(error?.message ?? '', /WRONGTYPE/);
  assert.match(error?.stack ?? '', /\n\s+at /);
});

test('each request is a line in the debug log, under the id that its client gets', async () => {
  const { headers } = await service.get('/items/none?x=1');
  const id = headers.get('x-request-id') ?? '';
  const [line] = await eventually(() => {
    assert.equal(records(id).length, 1);
    return records(id);
  });
  assert.deepEqual([line?.['method'], line?.['url'], line?.['status']], ['GET', '/items/none?x=1', 404]);
  assert.equal(typeof line?.['ms'], 'number');
});

test('an id that could forge log lines or headers is replaced everywhere', async () => {
  for (const bad of ['a"}{"level":60', 'x'.repeat(129), '', ' ', '\u00e9', '{jndi:ldap://x}', "';drop--"]) {
    const response = await rawRequest(
      service.url,
      `GET /items/none HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: ${bad}\r\n\r\n`,
    );
    const id = /\r\nX-Request-Id: (.*)\r\n/.exec(response)?.[1] ?? '';
    assert.match(id, /^[0-9a-f-]{36}$/, bad);
    assert.match(response, new RegExp(`"requestId":"${id}"`));
    await eventually(() => assert.equal(records(id).length, 1));
  }
  for (const line of lines) assert.doesNotMatch(line, /jndi|drop--|level.":60/);
});

test('a token, and what is stored, are never logged', async () => {
  const { headers } = await service.put('private', 'hush-hush');
  const token = headers.get('consistency-token') ?? '';
  await service.get('/items/private', { 'Consistency-Token': token });
  await eventually(() => assert.equal(lines.length >= 2, true));
  for (const line of lines) assert.ok(!line.includes('hush') && !line.includes(token), line);
});
