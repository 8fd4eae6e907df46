/** Requests whose clients give up before the response: a slow service must not look well because nobody waits for it. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { eventually } from '../support/eventually';
import { LightClient } from '../support/light-client';
import type { RedisServer } from '../support/redis-server';
import { IMPATIENT, type TestService } from '../support/service';
import { startStack } from '../support/stack';

let primary: RedisServer;
let service: TestService;

before(async () => {
  ({ primary, service } = await startStack(0, IMPATIENT));
  await service.put('a', 1);
});

const ITEM = { route: '/items/:id' };
const abandoned = () => service.metric('webapp_requests_abandoned_total');

async function giveUpOn(method: string, path: string, json?: string): Promise<void> {
  const client = await LightClient.to(service.url);
  const gone = assert.rejects(client.request(method, path, undefined, json));
  setTimeout(() => client.close(), 50);
  await gone;
}

test('what clients gave up on is counted and timed, with the status that it would have had', async () => {
  const [before, failures] = [
    await abandoned(),
    await service.metric('http_requests_total', { ...ITEM, status: '5XX' }),
  ];
  primary.freeze();
  const json = '{"value":1}';
  await Promise.all([
    giveUpOn('GET', '/items/a'),
    giveUpOn('PUT', '/items/a', json),
    giveUpOn('DELETE', '/items/a'),
    giveUpOn('GET', '/items'),
  ]);
  await eventually(async () => assert.equal(await abandoned(), before + 4));
  primary.thaw();
  assert.equal(await service.metric('http_requests_total', { ...ITEM, status: '5XX' }), failures + 3);
  assert.equal(await service.metric('http_requests_total', { route: '/items', status: '5XX' }), 1);
  // They were timed until the service was done with them, not until the clients went.
  const slow = await service.metric('http_request_duration_seconds_sum', { ...ITEM, status: '5XX' });
  assert.ok(slow >= 3 * 0.5, `${slow} s`);
});

test('a delete that succeeds after its client has gone counts as one that succeeded', async () => {
  const before = await abandoned();
  await service.put('b', 1);
  primary.freeze();
  const gone = giveUpOn('DELETE', '/items/b');
  await gone;
  primary.thaw();
  await eventually(async () => assert.equal(await abandoned(), before + 1));
  assert.equal(await service.metric('http_requests_total', { ...ITEM, method: 'DELETE', status: '2XX' }), 1);
});

test('a client that takes its response is none of them', async () => {
  const before = await abandoned();
  for (const path of ['/items/a', '/items', '/items/none', '/livez']) await service.get(path);
  assert.equal(await abandoned(), before);
});
