import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { eventually } from '../support/eventually';
import type { RedisServer } from '../support/redis-server';
import type { TestService } from '../support/service';
import { startStack } from '../support/stack';

let primary: RedisServer;
let replicas: RedisServer[];
let service: TestService;

before(async () => {
  ({ primary, replicas, service } = await startStack(2, { MAX_BODY_BYTES: '1000' }));
});

test('PUT creates with 201, replaces with 200, and hands out a token', async () => {
  const created = await service.put('put-1', { a: [1, null, 'ü'] });
  assert.equal(created.status, 201);
  assert.ok(created.headers.get('consistency-token'));
  assert.deepEqual(created.json, { id: 'put-1', value: { a: [1, null, 'ü'] } });
  assert.equal((await service.put('put-1', false)).status, 200);
});

test('a read that brings the write’s token sees the write', async () => {
  for (const value of [1, 'two', null, [3], { four: 4 }, '']) {
    const written = await service.put('seen', value);
    const token = written.headers.get('consistency-token') ?? '';
    const read = await service.get('/items/seen', { 'Consistency-Token': token });
    assert.equal(read.status, 200);
    assert.deepEqual(read.json, { id: 'seen', value });
    assert.match(read.headers.get('served-by') ?? '', /^(replica|primary)$/);
    assert.equal(read.headers.get('consistency'), null);
  }
});

test('reads without a token come from the replicas, in equal shares', async () => {
  const { headers } = await service.put('spread', 1);
  await service.get('/items/spread', { 'Consistency-Token': headers.get('consistency-token') ?? '' });
  const calls = () => Promise.all(replicas.map((each) => each.keysRead()));
  const before = await calls();
  for (let i = 0; i < 100; i += 1) {
    const read = await eventually(async () => {
      const response = await service.get('/items/spread');
      assert.equal(response.status, 200);
      return response;
    });
    assert.equal(read.headers.get('served-by'), 'replica');
  }
  const shares = (await calls()).map((count, index) => count - (before[index] ?? 0));
  for (const share of shares) assert.ok(share >= 45, `shares ${shares}`);
});

test('POST makes a new id and names its place', async () => {
  const response = await service.request('POST', '/items', { value: 'new' });
  assert.equal(response.status, 201);
  assert.match(response.json.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(response.headers.get('location'), `/items/${response.json.id}`);
  const token = response.headers.get('consistency-token') ?? '';
  const read = await service.get(response.headers.get('location') ?? '', { 'Consistency-Token': token });
  assert.deepEqual(read.json, response.json);
});

test('DELETE removes with 204, then responds with 404, as does GET', async () => {
  await service.put('gone', 1);
  const deleted = await service.request('DELETE', '/items/gone');
  assert.equal(deleted.status, 204);
  assert.equal(deleted.text, '');
  const token = deleted.headers.get('consistency-token') ?? '';
  const read = await service.get('/items/gone', { 'Consistency-Token': token });
  assert.equal(read.status, 404);
  assert.equal(read.json.type, '/problems/not-found');
  assert.equal((await service.request('DELETE', '/items/gone')).status, 404);
});

test('HEAD responds as GET does, without a body', async () => {
  const { headers } = await service.put('head', 'x');
  const token = { 'Consistency-Token': headers.get('consistency-token') ?? '' };
  const head = await service.request('HEAD', '/items/head', undefined, token);
  assert.equal(head.status, 200);
  assert.equal(head.text, '');
  assert.equal(head.headers.get('content-length'), String((await service.get('/items/head', token)).text.length));
});

test('an item with a time to live goes away, and out of the index', async () => {
  assert.equal((await service.request('PUT', '/items/short', { value: 1, ttlSeconds: 1 })).status, 201);
  await eventually(async () => assert.equal((await service.get('/items/short')).status, 404));
  await eventually(async () => assert.equal(await primary.client.zscore('items', 'short'), null));
  assert.equal(await primary.client.zscore('items:expiry', 'short'), null);
});

test('a replaced item without a time to live stays', async () => {
  await service.request('PUT', '/items/stays', { value: 1, ttlSeconds: 100 });
  await service.put('stays', 2);
  assert.equal(await primary.client.ttl('item:stays'), -1);
  assert.equal(await primary.client.zscore('items:expiry', 'stays'), null);
});

test('the contract and the probes are served', async () => {
  assert.equal((await service.get('/livez')).json.status, 'ok');
  assert.equal((await service.get('/readyz')).json.status, 'ready');
  assert.equal((await service.get('/openapi.json')).json.openapi, '3.1.0');
  assert.equal((await service.get('/')).json.name, 'tme1crv-webapp');
});
