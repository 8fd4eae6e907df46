import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '../support/eventually';
import { RedisServer } from '../support/redis-server';
import { TestService } from '../support/service';

const DOCS = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'metrics.md'), 'utf8');

const TOKEN = 'x'.repeat(32);
const AUTHORIZED = { Authorization: `Bearer ${TOKEN}` };
const folder = mkdtempSync(join(tmpdir(), 'metrics-docs-'));
const tokens = join(folder, 'tokens');

let primary: RedisServer;
let replica: RedisServer;
let sentinel: RedisServer;
let service: TestService;

before(async () => {
  primary = await RedisServer.start();
  replica = await primary.startReplica();
  writeFileSync(tokens, `write ${TOKEN}\n`);
  // Some metrics are there only with Sentinel, others only with tokens.
  sentinel = await primary.startSentinel();
  service = await TestService.start({
    REDIS_SENTINELS: `127.0.0.1:${sentinel.port}`,
    REDIS_MASTER_SET: 'items',
    REDIS_REPLICAS_URL: replica.url,
    AUTH_TOKENS_FILE: tokens,
  });
  await service.whenHealthy(1);
});

after(async () => {
  await service?.stop();
  await sentinel?.stop();
  await replica?.stop();
  await primary?.stop();
  rmSync(folder, { recursive: true });
});

interface Metric {
  readonly type: string;
  readonly labels: string[];
}

/** The rows of the tables: name, type and labels. */
function documented(): Record<string, Metric> {
  const rows = DOCS.matchAll(/^\| `(\w+)` \| (counter|gauge|histogram) \| [^|]+ \|([^|]*)\| [^|]+ \|$/gm);
  return Object.fromEntries(
    [...rows].map(([, name, type, labels = '']) => [
      name,
      { type, labels: [...labels.matchAll(/`(\w+)`/g)].map((each) => each[1]).sort() },
    ]),
  );
}

/** What `/metrics` has series of, except Node's own. */
function served(text: string): Record<string, Metric> {
  const found: Record<string, Metric> = {};
  for (const [, name = '', type = ''] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    if (/^(nodejs|process)_/.test(name)) continue;
    const sample = new RegExp(`^${name}(?:_bucket)?(?:\\{([^}]*)\\})? `, 'm').exec(text);
    if (sample === null) continue;
    const series = sample[1] ?? '';
    const labels = [...series.matchAll(/(\w+)="/g)].map((each) => each[1] ?? '').filter((label) => label !== 'le');
    found[name] = { type, labels: labels.sort() };
  }
  return found;
}

test('docs/metrics.md has every metric, with its type and labels, and no other', async () => {
  await service.put('a', 1, AUTHORIZED);
  await service.get('/items/a', AUTHORIZED);
  // Some come with the second poll.
  await eventually(async () => assert.deepEqual(served(await service.metrics()), documented()));
});

test('docs/metrics.md has every label value that was seen', async () => {
  await service.request('DELETE', '/items/a', undefined, AUTHORIZED);
  await service.get('/items', AUTHORIZED);
  for (const [, label, value] of (await service.metrics()).matchAll(
    /\b(command|outcome|served_by|reason|role|file)="([^"]+)"/g,
  )) {
    assert.ok(DOCS.includes(`\`${value}\``), `${label} ${value}`);
  }
});
