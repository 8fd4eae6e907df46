/** Two clusters in one Prometheus, each with the same release: panels that join series take those of one cluster together. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { stringify } from 'yaml';
import { findBinaries } from '../../deploy/binaries';
import { run } from '../../deploy/run';
import { temporaryFolder } from '../../values/testing/io';
import { dashboards } from './index';
import { panelQueries } from './inspect';
import { fillVariables } from './promql';

const joins = [
  ...new Set(
    dashboards()
      .flatMap(panelQueries)
      .map(({ expr }) => expr)
      .filter((expr) => /\b(on|ignoring)\b *\(/.test(expr)),
  ),
];

test('every join is by cluster, too', () => {
  assert.ok(joins.length > 10);
  for (const expr of joins) {
    const labels = [...expr.matchAll(/\bon *\(([^)]*)\)/g)].map(([, list = '']) => list.split(/, */));
    assert.ok(
      labels.every((list) => list.includes('cluster')),
      expr,
    );
  }
});

test('Prometheus joins the series of each cluster, and mixes up none', async (t) => {
  const { promtool } = await findBinaries(['promtool']);
  const folder = temporaryFolder(t);
  const variables = { namespace: 'ns', release: 'shop', redis: 'redis' };
  const expr = (start: string) => fillVariables(joins.find((one) => one.startsWith(start)) ?? '', variables);
  const both = (name: string, labels: string, values: readonly [number, number]) =>
    ['a', 'b'].map((cluster, at) => ({
      series: `${name}{cluster="${cluster}",${labels}}`,
      values: `${values[at]}x20`,
    }));
  const slo = 'namespace="ns",job="shop-webapp",slo="availability"';
  const pod = 'namespace="ns",job="redis",pod="p"';
  const samples = (labels: string, values: readonly [number, number]) =>
    ['a', 'b'].map((cluster, at) => ({ labels: `{cluster="${cluster}",${labels}}`, value: values[at] }));
  const queries = [
    { expr: expr('tme1crv:slo_bad:ratio_1h'), exp_samples: samples(slo, [2, 5]) },
    {
      expr: expr('max by (cluster, namespace, job, pod) (redis_master_repl_offset'),
      exp_samples: samples(`${pod},slave_ip="10.0.0.1"`, [10, 1]),
    },
  ];
  const input = [
    ...both('tme1crv:slo_bad:ratio_1h', slo, [0.02, 0.05]),
    ...both('tme1crv:slo_budget:ratio', slo, [0.01, 0.01]),
    ...both('redis_master_repl_offset', pod, [110, 501]),
    ...both('redis_connected_slave_offset_bytes', `${pod},slave_ip="10.0.0.1"`, [100, 500]),
  ];
  const cases = [
    { interval: '15s', input_series: input, promql_expr_test: queries.map((one) => ({ ...one, eval_time: '2m' })) },
  ];
  writeFileSync(join(folder, 'clusters.yaml'), stringify({ evaluation_interval: '15s', tests: cases }));
  const { code, stdout, stderr } = await run(promtool, ['test', 'rules', 'clusters.yaml'], { cwd: folder });
  assert.equal(code, 0, `${stdout}${stderr}`);
});
