import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { programArguments } from './program-arguments';

const stack = (values: JsonObject) => saysOf(programArguments, { 'kube-prometheus-stack': values });

test('a flag that a program does not know, with the one that was meant', () => {
  const cases: [JsonObject, RegExp][] = [
    [
      { prometheus: { prometheusSpec: { additionalArgs: [{ name: 'storage.tsdb.allow-overlapping-blocks' }] } } },
      /Prometheus v3/,
    ],
    [
      { alertmanager: { alertmanagerSpec: { additionalArgs: [{ name: 'cluster.peer-timeouts', value: '1s' }] } } },
      /no flag --cluster\.peer-timeouts: /,
    ],
    [{ prometheusOperator: { extraArgs: ['--manage-crds=false'] } }, /the operator v0.* knows no flag --manage-crds/],
    [{ 'kube-state-metrics': { extraArgs: ['--metric-whitelist=a'] } }, /--metric-whitelist: it ends/],
    [
      { 'prometheus-node-exporter': { extraArgs: ['--collector.filesystem.mount-point-exclude=^/a'] } },
      /node-exporter v1/,
    ],
  ];
  for (const [values, expected] of cases) {
    const said = stack(values);
    assert.equal(said.length, 1, JSON.stringify(values));
    assert.match(said[0] ?? '', /^error: /);
    assert.match(said[0] ?? '', expected);
  }
});

test('flags that they know, by either form, and values of flags', () => {
  const right: JsonObject[] = [
    {
      prometheus: {
        prometheusSpec: {
          additionalArgs: [{ name: 'no-storage.tsdb.wal-compression' }, { name: 'query.max-samples', value: '1' }],
        },
      },
    },
    { alertmanager: { alertmanagerSpec: { additionalArgs: [{ name: 'cluster.label', value: 'a' }] } } },
    { prometheusOperator: { extraArgs: ['--labels', 'a=b', '-log-level=warn'] } },
    { 'kube-state-metrics': { extraArgs: ['--metric-labels-allowlist=pods=[a]', '-v=2', '{{ .Values.x }}'] } },
    {
      'prometheus-node-exporter': {
        extraArgs: [
          '--collector.systemd',
          '--no-collector.arp',
          '--collector.filesystem.ignored-mount-points=^/a',
          '--collector.netdev.device-exclude=a',
        ],
      },
    },
  ];
  for (const values of right) assert.deepEqual(stack(values), [], JSON.stringify(values));
});

test('of another image nothing is known', () => {
  const exporter = { image: { tag: 'v1.2.0' }, extraArgs: ['--collector.something=^/a'] };
  assert.deepEqual(stack({ 'prometheus-node-exporter': exporter }), []);
});
