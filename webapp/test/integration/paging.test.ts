import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { RedisServer } from '../support/redis-server';
import { IMPATIENT, type TestService } from '../support/service';
import { startStack } from '../support/stack';

let primary: RedisServer;
let replica: RedisServer;
let service: TestService;
const ids = Array.from({ length: 250 }, (_, n) => `page:${String(n).padStart(4, '0')}`);

before(async () => {
  const stack = await startStack(1, { ...IMPATIENT, MAX_BATCH_ITEMS: '60' });
  ({ primary, service } = stack);
  [replica] = stack.replicas as [RedisServer];
  for (const id of ids) await service.put(id, id.toUpperCase());
});

async function listAll(limit: number, between: (page: number) => Promise<void> = async () => {}) {
  const seen: { id: string; value: unknown }[] = [];
  let cursor: string | null = '';
  for (let page = 0; cursor !== null; page += 1) {
    const response = await service.get(`/items?limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`);
    assert.equal(response.status, 200, response.text);
    assert.ok(response.json.items.length <= limit);
    seen.push(...response.json.items);
    cursor = response.json.next;
    await between(page);
  }
  return seen;
}

test('over all pages every item appears exactly once, in the order of the ids', async () => {
  const seen = await listAll(37);
  assert.deepEqual(
    seen.map((item) => item.id),
    ids,
  );
  assert.deepEqual(seen[0], { id: ids[0], value: ids[0]?.toUpperCase() });
});

test('items that stay appear exactly once while others come and go, and while the replica stands still', async () => {
  const seen = await listAll(20, async (page) => {
    if (page === 3) replica.freeze();
    if (page === 9) replica.thaw();
    await service.put(`page:${String(page * 20).padStart(4, '0')}-new`, page);
    await service.request('DELETE', `/items/page:${String(page * 20 - 15).padStart(4, '0')}-new`);
  });
  const stayed = seen.map((item) => item.id).filter((id) => !id.endsWith('-new'));
  assert.deepEqual(stayed, ids);
});

test('a page from a listing includes what was there when it began, although the replica has not seen it yet', async () => {
  await service.whenHealthy(1);
  // The replica no longer takes the primary's writes in, but says that all is well, as far as it knows.
  await replica.client.replicaof('NO', 'ONE');
  try {
    await service.put('page:zzzz', 'last');
    const seen = await listAll(60);
    assert.equal(seen.at(-1)?.id, 'page:zzzz');
  } finally {
    await replica.client.replicaof('127.0.0.1', primary.port);
  }
  await service.whenHealthy(1);
});

test('ids without a value are skipped and swept', async () => {
  await primary.client.zadd('items', 0, 'page:0000-dead');
  const seen = await listAll(50);
  assert.ok(!seen.some((item) => item.id === 'page:0000-dead'));
});

test('a limit or cursor that is not valid is refused', async () => {
  for (const query of [
    'limit=0',
    'limit=61',
    'limit=x',
    'limit=1&limit=2',
    'cursor=x',
    'cursor=',
    'cursor=a&cursor=b',
  ]) {
    const response = await service.get(`/items?${query}`);
    assert.equal(response.status, 400, query);
    assert.equal(response.json.type, '/problems/invalid-query');
  }
});
