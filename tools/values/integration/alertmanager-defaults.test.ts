/** What the chart says of Alertmanager's grouping and inhibition: the stack's own rules, and by cluster as well. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { PROJECT_ROOT } from '../io';
import { readChartPackage } from '../subcharts/chart-files';
import { dependencies, findPackage } from '../subcharts/packages';
import { chartFolder } from '../tme1crv/project';

interface Configuration {
  inhibit_rules: { equal?: string[] }[];
  route: { group_by: string[] };
}

const chart = chartFolder(PROJECT_ROOT);
const stack = dependencies(chart).find(({ key }) => key === 'kube-prometheus-stack');
const archive = stack && findPackage(stack, chart, process.env);

test('is the stack’s with the label cluster', { skip: archive ? false : "the package isn't there (make deps)" }, () => {
  const ours = parse(readFileSync(path.join(chart, 'values.yaml'), 'utf8'))['kube-prometheus-stack'];
  const { inhibit_rules: rules, route }: Configuration = ours.alertmanager.config;
  const theirs: Configuration = parse(readChartPackage(readFileSync(archive as string)).values).alertmanager.config;
  const withCluster = theirs.inhibit_rules.map((rule) =>
    rule.equal ? { ...rule, equal: ['cluster', ...rule.equal] } : rule,
  );
  assert.deepEqual(rules, withCluster);
  assert.deepEqual(route.group_by, ['cluster', ...theirs.route.group_by]);
});
