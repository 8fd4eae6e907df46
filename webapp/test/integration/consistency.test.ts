/** Read your writes, against replicas that are behind: their links to the primary are held up again and again. */
import assert from 'node:assert/strict';
import { afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually';
import { LightClient } from '../support/light-client';
import { RedisServer } from '../support/redis-server';
import { TestService } from '../support/service';
import { SlowLink } from '../support/slow-link';

/** How many reads with tokens the large test makes. More take longer and find rarer faults. */
const READS = Number(process.env['CONSISTENCY_READS'] || 100_000);
/** Half a minute on two quiet cores; on busy ones several times that. */
const LONGEST_MS = 600_000;
const CLIENTS = 16;
const READS_PER_WRITE = 10;

let primary: RedisServer;
let replicas: RedisServer[];
let links: SlowLink[];
let service: TestService;
let client: LightClient;

before(async () => {
  primary = await RedisServer.start('--repl-timeout', '60');
  links = [await SlowLink.to(primary.port), await SlowLink.to(primary.port)];
  replicas = [];
  for (const link of links) {
    replicas.push(await RedisServer.start('--replicaof', '127.0.0.1', String(link.port), '--repl-timeout', '60'));
  }
  for (const replica of replicas) await replica.whenInStep();
  const urls = replicas.map((replica) => replica.url).join(',');
  service = await TestService.start({ REDIS_URL: primary.url, REDIS_REPLICAS_URL: urls });
  await service.whenHealthy(2);
});

beforeEach(async () => {
  client = await LightClient.to(service.url);
});

afterEach(() => client.close());

interface Read {
  readonly status: number;
  readonly servedBy: string;
  readonly unverified: boolean;
  readonly value: number;
}

async function read(client: LightClient, id: string, token?: string): Promise<Read> {
  const { status, body, header } = await client.request('GET', `/items/${id}`, token);
  const value = Number(/"value":(\d+)/.exec(body)?.[1] ?? 0);
  return { status, servedBy: header('Served-By') ?? '', unverified: header('Consistency') === 'unverified', value };
}

/** @returns the write's token */
async function write(client: LightClient, id: string, value: number): Promise<string> {
  const response = await client.request('PUT', `/items/${id}`, undefined, `{"value":${value}}`);
  assert.ok(response.status < 300, response.body);
  return response.header('Consistency-Token') ?? '';
}

test('while replicas are behind, reads without a token are stale and reads with one never are', async () => {
  await write(client, 'lag', 1);
  for (const replica of replicas) {
    await eventually(async () => assert.equal(await replica.client.get('item:lag'), '1'));
  }
  for (const link of links) link.hold();
  try {
    const token = await write(client, 'lag', 2);
    const stale = await read(client, 'lag');
    assert.deepEqual([stale.status, stale.servedBy, stale.value], [200, 'replica', 1]);
    const fresh = await read(client, 'lag', token);
    assert.deepEqual([fresh.status, fresh.servedBy, fresh.value], [200, 'primary', 2]);
  } finally {
    for (const link of links) link.release();
  }
});

test(`${READS} reads with tokens, while links are held up, cut, and replicas stopped, are never older than the write`, {
  timeout: LONGEST_MS,
}, async (t) => {
  const seen: Record<string, number> = {};
  let reads = 0;
  let old = 0;
  let done = false;

  const trouble = async () => {
    for (let round = 0; !done; round += 1) {
      const link = links[round % 2];
      const replica = replicas[round % 2];
      link?.hold();
      await sleep(40);
      link?.release();
      if (round % 8 === 3) link?.cut();
      if (round % 8 === 6) {
        replica?.freeze();
        await sleep(40);
        replica?.thaw();
      }
      await sleep(20);
    }
  };
  const work = async (name: string) => {
    const own = await LightClient.to(service.url);
    for (let value = 1; reads < READS; value += 1) {
      const token = await write(own, name, value);
      for (let n = 0; n < READS_PER_WRITE; n += 1) {
        reads += 1;
        const response = await read(own, name, token);
        assert.equal(response.status, 200);
        assert.equal(response.unverified, false);
        if (response.value < value) old += 1;
        seen[response.servedBy] = (seen[response.servedBy] ?? 0) + 1;
      }
    }
    own.close();
  };
  const troubled = trouble();
  try {
    await Promise.all(Array.from({ length: CLIENTS }, (_, n) => work(`client-${n}`)));
  } finally {
    done = true;
    await troubled;
  }
  t.diagnostic(`${reads} reads with tokens, ${old} of them old; served by ${JSON.stringify(seen)}`);
  assert.equal(old, 0);
  assert.ok((seen['replica'] ?? 0) > 0 && (seen['primary'] ?? 0) > 0, JSON.stringify(seen));
});

test('without any node that has the write, its token gets 503; without a token the old state is served as stale', async () => {
  await service.whenHealthy(2);
  await write(client, 'lost', 1);
  for (const replica of replicas) {
    await eventually(async () => assert.equal(await replica.client.get('item:lost'), '1'));
  }
  for (const link of links) link.hold();
  const token = await write(client, 'lost', 2);
  await primary.crash();
  for (const link of links) link.close();
  const refused = await eventually(async () => {
    const response = await service.get('/items/lost', { 'Consistency-Token': token });
    assert.equal(response.status, 503);
    return response;
  });
  assert.equal(refused.json.type, '/problems/no-source');
  await eventually(async () => {
    const stale = await read(client, 'lost');
    assert.deepEqual([stale.status, stale.servedBy, stale.value], [200, 'replica-stale', 1]);
  });
});

test('a primary that came back without its data serves reads, and says that the token’s history is lost', async () => {
  await primary.run();
  const token = await eventually(async () => write(client, 'history', 1));
  await primary.crash();
  await primary.run();
  await eventually(async () => {
    const response = await service.get('/items/history', { 'Consistency-Token': token });
    assert.equal(response.headers.get('consistency'), 'unverified');
    assert.equal(response.status, 404);
  });
});
