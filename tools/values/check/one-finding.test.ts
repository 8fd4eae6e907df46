/** One mistake gives one finding: whatever else would only follow from it is not said. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { formatText } from '../findings';
import { PROJECT_ROOT } from '../io';
import { CONTEXT } from '../testing/chart';
import { mistakesIn, withoutMistake } from '../testing/mistakes';
import { validateFiles } from './validate';

const RIGHT = ['chart/profiles', 'tools/values/testdata/right'];
const FILES = [
  ...['production', 'existing-monitoring'].map((name) => `${RIGHT[0]}/${name}.yaml`),
  ...['alert-routes', 'public', 'extra-lists', 'grafana-own-password'].map((name) => `${RIGHT[1]}/${name}.yaml`),
];

/** What a mistake makes of a file is right in itself, so only what follows from it can be seen: all of that. */
const SEEN_BY_WHAT_FOLLOWS = new Set([
  'a level too high: webapp.autoscaling.enabled',
  'a level too low: kube-prometheus-stack.grafana.admin',
  // The stand-ins of the subcharts don't know what Kubernetes has under resources.
  'a level too high: redis.master.resources.limits.memory',
  'a level too high: redis.replica.resources.limits.memory',
  // Entries of maps whose keys are free.
  'a level too high: monitoring.labels.release',
  'a level too high: kube-prometheus-stack.grafana.dashboardProviders.providers.yaml',
]);

const findings = (bytes: string) =>
  validateFiles([{ name: 'f', bytes }], CONTEXT).map((finding) => formatText(finding).replace(/^f:\d+:\d+: /, ''));

describe('a single mistake', () => {
  for (const file of FILES) {
    test(`in ${path.basename(file)} has at most one finding`, () => {
      const text = readFileSync(path.join(PROJECT_ROOT, file), 'utf8');
      const before = new Set(findings(withoutMistake(text)));
      let found = 0;
      for (const mistake of mistakesIn(text)) {
        const name = `${mistake.name}: ${mistake.path.join('.')}`;
        const after = findings(mistake.text).filter((finding) => !before.has(finding));
        if (after.length > 0) found++;
        if (SEEN_BY_WHAT_FOLLOWS.has(name)) continue;
        assert.ok(after.length <= 1, `${name}\n${after.join('\n')}`);
      }
      assert.ok(found > 10, `${found} were found: too few to tell`);
    });
  }
});

test('a key that is only ignored becomes an error when its absence breaks a rule, and is the only finding', () => {
  const old = 'redis: {resources: {limits: {memory: 3Gi}}, commonConfiguration: "maxmemory 2gb\\nappendonly yes"}';
  const [one, ...others] = validateFiles([{ name: 'f', bytes: old }], CONTEXT);
  assert.deepEqual(others, []);
  assert.deepEqual([one?.severity, one?.path.join('.')], ['error', 'redis.resources']);
  const harmless = 'redis: {resources: {limits: {memory: 3Gi}}}';
  assert.deepEqual(
    validateFiles([{ name: 'f', bytes: harmless }], CONTEXT).map(({ severity }) => severity),
    ['warning'],
  );
});

test('a comment behind a value of redis.conf is one mistake', () => {
  const text = 'redis: {commonConfiguration: "appendonly yes\\nsave \\"\\"\\nmaxmemory 192mb # three quarters"}';
  const found = validateFiles([{ name: 'f', bytes: text }], CONTEXT);
  assert.deepEqual(
    found.map(({ rule }) => rule),
    ['redis-directives'],
  );
});
