import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import rules from '../../../schemas/values/monitoring-rules.schema.json';

const source = readFileSync(join(__dirname, '..', '..', '..', 'webapp', 'src', 'metrics', 'buckets.ts'), 'utf8');
const buckets = (/SUB_SECOND_BUCKETS = \[([^\]]*)\]/.exec(source)?.[1] ?? '').split(',').map(Number);

// A bound that is no bucket matches no series: the objective, and its alerts, would silently be missing.
test('the latencies that the objective may name are the buckets of the web app', () => {
  assert.deepEqual(rules.properties.slo.properties.latencySeconds.enum, buckets);
});

// A quantile is never above the largest bucket.
test('the latency alert can fire at any threshold that the schema allows', () => {
  assert.equal(rules.properties.thresholds.properties.latencySeconds.exclusiveMaximum, Math.max(...buckets));
});
