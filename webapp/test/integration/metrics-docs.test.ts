import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { eventually } from '../support/eventually';
import type { TestService } from '../support/service';
import { startStack } from '../support/stack';

const DOCS = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'metrics.md'), 'utf8');

let service: TestService;

before(async () => {
  ({ service } = await startStack(1));
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
  await service.put('a', 1);
  await service.get('/items/a');
  // Some come with the second poll.
  await eventually(async () => assert.deepEqual(served(await service.metrics()), documented()));
});

test('docs/metrics.md has every label value that was seen', async () => {
  await service.request('DELETE', '/items/a');
  await service.get('/items');
  for (const [, label, value] of (await service.metrics()).matchAll(
    /\b(command|outcome|served_by|reason|role)="([^"]+)"/g,
  )) {
    assert.ok(DOCS.includes(`\`${value}\``), `${label} ${value}`);
  }
});
