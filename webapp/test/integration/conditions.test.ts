import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { TestService } from '../support/service';
import { startStack } from '../support/stack';

let service: TestService;

before(async () => {
  ({ service } = await startStack(0, { MAX_BATCH_ITEMS: '3' }));
});

const etag = (response: { headers: Headers }) => response.headers.get('etag') ?? '';

test('If-None-Match: * creates an item once', async () => {
  const create = { 'If-None-Match': '*' };
  const responses = await Promise.all([1, 2, 3, 4].map((n) => service.put('once', n, create)));
  const statuses = responses.map((response) => response.status).sort();
  assert.deepEqual(statuses, [201, 412, 412, 412]);
  const refused = responses.find((response) => response.status === 412);
  assert.equal(refused?.json.type, '/problems/precondition-failed');
  assert.ok(refused?.headers.get('consistency-token'));
  const created = responses.find((response) => response.status === 201);
  assert.deepEqual((await service.get('/items/once')).json, created?.json);
});

test('If-Match replaces and removes only the state that was seen', async () => {
  const first = await service.put('seen', { n: 1 });
  assert.equal(etag(await service.get('/items/seen')), etag(first));
  const second = await service.put('seen', { n: 2 }, { 'If-Match': `"0", ${etag(first)}` });
  assert.equal(second.status, 200);
  assert.notEqual(etag(second), etag(first));
  assert.equal((await service.put('seen', { n: 3 }, { 'If-Match': etag(first) })).status, 412);
  const remove = (match: string) => service.request('DELETE', '/items/seen', undefined, { 'If-Match': match });
  assert.equal((await remove(etag(first))).status, 412);
  assert.deepEqual((await service.get('/items/seen')).json.value, { n: 2 });
  assert.equal((await remove(etag(second))).status, 204);
  assert.equal((await service.get('/items/seen')).status, 404);
});

test('If-Match needs an item, and a weak tag matches nothing', async () => {
  assert.equal((await service.put('none', 1, { 'If-Match': '*' })).status, 412);
  assert.equal((await service.get('/items/none')).status, 404);
  const created = await service.put('none', 1);
  assert.equal((await service.put('none', 2, { 'If-Match': `W/${etag(created)}` })).status, 412);
  assert.equal((await service.put('none', 2, { 'If-Match': '*' })).status, 200);
});

test('no update is lost when many clients count with If-Match', async () => {
  await service.put('count', 0);
  const client = async () => {
    for (let done = 0; done < 10; ) {
      const now = await service.get('/items/count');
      const response = await service.put('count', now.json.value + 1, { 'If-Match': etag(now) });
      assert.match(String(response.status), /^(200|412)$/);
      if (response.status === 200) done += 1;
    }
  };
  await Promise.all([1, 2, 3, 4].map(client));
  assert.equal((await service.get('/items/count')).json.value, 40);
});

test('conditions that can’t be understood get 400', async () => {
  const bad: Record<string, string>[] = [
    { 'If-Match': 'plain' },
    { 'If-Match': '' },
    { 'If-None-Match': '"tag"' },
    { 'If-Match': '*', 'If-None-Match': '*' },
    {
      'If-Match': Array(21)
        .fill(`"${'a'.repeat(40)}"`)
        .join(),
    },
  ];
  for (const headers of bad) {
    const response = await service.put('bad', 1, headers);
    assert.equal(response.status, 400, JSON.stringify(headers));
    assert.equal(response.json.type, '/problems/invalid-condition');
  }
});

test('a batch reads items in one round trip and names those that are missing', async () => {
  for (const id of ['b1', 'b2']) await service.put(id, id.toUpperCase());
  const batches = () => service.metric('webapp_redis_commands_total', { command: 'get-all' });
  const before = await batches();
  const response = await service.get('/items?id=b2&id=nothing&id=b1&id=b2');
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('served-by'), 'primary');
  const items = [
    { id: 'b2', value: 'B2' },
    { id: 'b1', value: 'B1' },
  ];
  assert.deepEqual(response.json, { items, missing: ['nothing'] });
  assert.deepEqual((await service.get('/items?id=b1')).json, { items: [items[1]], missing: [] });
  assert.equal((await batches()) - before, 2);
});

test('a batch with a bad id, too many, or a page’s parameters is refused', async () => {
  for (const [query, kind] of [
    ['id=a&id=b&id=c&id=d', 'invalid-query'],
    ['id=a&limit=1', 'invalid-query'],
    ['id=a&id=', 'invalid-id'],
    ['id=a%20b', 'invalid-id'],
  ]) {
    const response = await service.get(`/items?${query}`);
    assert.equal(response.status, 400, query);
    assert.equal(response.json.type, `/problems/${kind}`);
  }
});
