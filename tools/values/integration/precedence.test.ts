/** What `validate` says has no effect: with the real subcharts the render is the same with it and without. */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { stringify } from 'yaml';
import { findHelm } from '../../deploy/binaries/helm';
import { bringSubcharts } from '../../deploy/subcharts';
import { PROJECT_ROOT } from '../io';
import { dependencies, findPackage } from '../subcharts/packages';
import { helmTemplate } from '../testing/helm';
import { temporaryFolder } from '../testing/io';
import { chartFolder } from '../tme1crv/project';
import { PRECEDENCES } from '../tme1crv/tables/precedence';

/** What makes a value win, by its path; where nothing is said, the chart's default does. */
const WINNERS: Readonly<Record<string, unknown>> = {
  'kube-prometheus-stack.grafana.persistence.existingClaim': 'claim',
  'kube-prometheus-stack.grafana.autoscaling.enabled': true,
  'kube-prometheus-stack.grafana.ldap.existingSecret': 'ldap',
  'kube-prometheus-stack.grafana.sidecar.datasources.enabled': false,
  'kube-prometheus-stack.defaultRules.create': false,
  'kube-prometheus-stack.alertmanager.stringConfig': 'route: {receiver: x}',
  'kube-prometheus-stack.alertmanager.alertmanagerSpec.useExistingSecret': true,
  'redis.existingConfigmap': 'own',
  'redis.image.digest': 'sha256:1',
  'redis.sentinel.image.digest': 'sha256:1',
  'redis.metrics.image.digest': 'sha256:1',
  'webapp.image.digest': `sha256:${'0'.repeat(64)}`,
  'redis.replica.autoscaling.enabled': true,
  'redis.global.imageRegistry': 'mirror.example.com',
  'redis.master.persistence.existingClaim': 'claim',
  'redis.replica.persistence.existingClaim': 'claim',
};

/** What has to be so for the row to be about anything. */
const BESIDES: Readonly<Record<string, Record<string, unknown>>> = {
  'kube-prometheus-stack.grafana.persistence.existingClaim': {
    'kube-prometheus-stack.grafana.persistence.enabled': true,
  },
  'kube-prometheus-stack.grafana.ldap.existingSecret': { 'kube-prometheus-stack.grafana.ldap.enabled': true },
  'kube-prometheus-stack.alertmanager.stringConfig': { 'kube-prometheus-stack.alertmanager.tplConfig': true },
  'redis.replica.persistence.existingClaim': { 'redis.replica.replicaCount': 1 },
};

/** Something else than the default, by the last key of the path. */
const OTHERS: Readonly<Record<string, unknown>> = {
  size: '9Gi',
  accessModes: ['ReadWriteMany'],
  annotations: { a: 'b' },
  labels: { a: 'b' },
  selector: { matchLabels: { a: 'b' } },
  dataSource: { name: 'x', kind: 'VolumeSnapshot' },
  finalizers: ['x'],
  additionalDataSources: [{ name: 'a', type: 'b' }],
  additionalDataSourcesString: '- {name: a, type: b}',
  deleteDatasources: [{ name: 'a' }],
  rules: { etcd: false },
  disabled: { Watchdog: true },
  additionalRuleLabels: { a: 'b' },
  replicas: 3,
  replicaCount: 5,
  extraArgs: { 'check-keys': '*' },
  disableCommands: ['KEYS'],
  configuration: 'maxclients 100',
  commonConfiguration: 'appendonly yes\nsave ""\nmaxmemory 100mb\nmaxclients 100\n',
  templateFiles: { 'a.tmpl': 'x' },
  config: { inhibit_rules: [] },
  livenessProbe: { periodSeconds: 77 },
  readinessProbe: { periodSeconds: 77 },
  startupProbe: { enabled: true, periodSeconds: 77 },
};

/** Values that this chart's own defaults set, so that they win without a word. */
const BY_DEFAULT =
  /^(kube-prometheus-stack\.grafana\.(admin\.existingSecret|sidecar\.dashboards\.provider\.foldersFromFilesStructure)|kube-prometheus-stack\.alertmanager\.tplConfig|redis\.auth\.existingSecret|redis\.metrics\.command|redis\.(master|replica)\.(custom(Liveness|Readiness)Probe|resources)|redis\.metrics\.resources)$/;

const there = dependencies(chartFolder(PROJECT_ROOT)).every((one) =>
  findPackage(one, chartFolder(PROJECT_ROOT), process.env),
);

describe('a value that another one beats', { skip: there ? false : "the subcharts aren't there (make deps)" }, () => {
  for (const { loses, to, because } of PRECEDENCES) {
    const winner = WINNERS[to];
    // Those that the chart's own default doesn't decide need one here.
    if (winner === undefined && !BY_DEFAULT.test(to)) continue;
    // The other way round: with the default it is the Secret that wins.
    if (because.startsWith("Grafana's chart makes")) continue;
    test(`${loses[0]} … changes nothing beside ${to}`, async (t) => {
      const folder = temporaryFolder(t);
      await bringSubcharts({ repository: PROJECT_ROOT, helm: () => findHelm(PROJECT_ROOT), say: () => {} });
      const set = { ...BESIDES[to], ...(winner === undefined ? {} : { [to]: winner }) };
      const losers = Object.fromEntries(
        loses.map((one) => [one, OTHERS[one.split('.').at(-1) as string] ?? 'changed']),
      );
      const without = await render(folder, 'without', set);
      const beside = await render(folder, 'beside', { ...set, ...losers });
      assert.equal(beside, without);
    });
  }
});

// --- internal ---

async function render(folder: string, name: string, values: Readonly<Record<string, unknown>>): Promise<string> {
  const tree: Record<string, unknown> = {};
  for (const [dotted, value] of Object.entries(values)) {
    const keys = dotted.split('.');
    const parent = keys.slice(0, -1).reduce<Record<string, unknown>>((node, key) => {
      node[key] ??= {};
      return node[key] as Record<string, unknown>;
    }, tree);
    parent[keys.at(-1) as string] = value;
  }
  const file = path.join(folder, `${name}.yaml`);
  writeFileSync(file, stringify(tree));
  const { manifest, refusal } = await helmTemplate(
    path.join(PROJECT_ROOT, 'chart'),
    [file],
    '--skip-schema-validation',
  );
  assert.equal(refusal, undefined);
  // The sum of the values themselves, and what is drawn anew by each render.
  return (manifest ?? '').replace(/^.*(checksum\/values|caBundle|tls\.(crt|key)).*$/gm, '');
}
