/** Values of the monitoring stack that lose against another one. */
import type { Precedence } from '../../check/precedence';
import { isObject } from '../../json';
import { below } from './below';

const GRAFANA = 'kube-prometheus-stack.grafana';
const ALERTMANAGER = 'kube-prometheus-stack.alertmanager';
const PROMETHEUS = 'kube-prometheus-stack.prometheus.prometheusSpec';

const isVoid = (map: object) => Object.keys(map).length === 0;
const isEmpty = (value: unknown) => value === undefined || value === null || value === '' || value === false;

export const MONITORING_PRECEDENCES: readonly Precedence[] = [
  {
    loses: below(GRAFANA, 'adminPassword', 'adminUser'),
    to: `${GRAFANA}.admin.existingSecret`,
    because: 'user and password are read from that Secret',
    fix: `put them into that Secret, or set ${GRAFANA}.admin.existingSecret to ""`,
  },
  {
    loses: below(`${GRAFANA}.admin`, 'userKey', 'passwordKey'),
    to: `${GRAFANA}.admin.existingSecret`,
    when: isEmpty,
    because: "Grafana's chart makes a Secret with keys of its own",
    fix: 'name a Secret in existingSecret, or delete this',
  },
  {
    loses: below(`${GRAFANA}.persistence`, 'size', 'storageClassName', 'accessModes', 'annotations', 'finalizers'),
    to: `${GRAFANA}.persistence.existingClaim`,
    because: 'that claim is used as it is',
    fix: 'delete this, or the name of the claim',
  },
  {
    loses: [`${GRAFANA}.replicas`],
    to: `${GRAFANA}.autoscaling.enabled`,
    when: (value) => value === true,
    because: 'the autoscaler sets the number',
    fix: `set ${GRAFANA}.autoscaling.minReplicas instead`,
  },
  ...['serviceMonitor', 'podMonitor', 'rule', 'probe', 'scrapeConfig'].map(
    (name): Precedence => ({
      loses: [`${PROMETHEUS}.${name}SelectorNilUsesHelmValues`],
      to: `${PROMETHEUS}.${name}Selector`,
      when: (value) => isObject(value) && !isVoid(value),
      because: 'a selector is given',
      fix: 'delete one of the two',
    }),
  ),
  ...['ScrapeConfigs', 'AlertManagerConfigs', 'AlertRelabelConfigs'].map(
    (name): Precedence => ({
      loses: [`${PROMETHEUS}.additional${name}`],
      to: `${PROMETHEUS}.additional${name}Secret`,
      // Of scrape configurations it has a switch; of the others being there is enough.
      when: (secret) => isObject(secret) && (name === 'ScrapeConfigs' ? secret['enabled'] === true : !isVoid(secret)),
      because: 'the same field of Prometheus is read from that Secret',
      fix: 'put both into the Secret, or keep one of the two',
    }),
  ),
  {
    loses: [`${PROMETHEUS}.thanos.objectStorageConfig.secret`],
    to: `${PROMETHEUS}.thanos.objectStorageConfig.existingSecret`,
    when: (value) => isObject(value) && !isVoid(value),
    because: 'that Secret is used',
    fix: 'keep one of the two',
  },
  {
    loses: [`${ALERTMANAGER}.stringConfig`],
    to: `${ALERTMANAGER}.tplConfig`,
    when: (value) => value !== true,
    because: `${ALERTMANAGER}.config is used`,
    fix: `set ${ALERTMANAGER}.tplConfig to true, or write it as ${ALERTMANAGER}.config`,
  },
  {
    loses: [`${ALERTMANAGER}.config`],
    to: `${ALERTMANAGER}.stringConfig`,
    when: (value, values) => !isEmpty(value) && values.on(`${ALERTMANAGER}.tplConfig`),
    because: 'the text is used instead',
    fix: 'keep one of the two',
  },
  {
    loses: below(ALERTMANAGER, 'config', 'stringConfig', 'templateFiles'),
    to: `${ALERTMANAGER}.alertmanagerSpec.useExistingSecret`,
    when: (value) => value === true,
    because: 'the configuration is read from that Secret',
    fix: 'write it into the Secret, or set useExistingSecret to false',
  },
  {
    loses: below(ALERTMANAGER, 'config', 'stringConfig', 'templateFiles'),
    to: `${ALERTMANAGER}.alertmanagerSpec.configSecret`,
    because: 'the configuration is read from that Secret',
    fix: 'write it into the Secret, or delete configSecret',
  },
  {
    loses: below(ALERTMANAGER, 'config', 'stringConfig'),
    to: `${ALERTMANAGER}.alertmanagerSpec.alertmanagerConfiguration`,
    because: 'the operator takes the configuration from that AlertmanagerConfig',
    fix: 'write it there, or delete alertmanagerConfiguration',
  },
  {
    loses: below(`${GRAFANA}.sidecar.dashboards.provider`, 'folder', 'folderUid'),
    to: `${GRAFANA}.sidecar.dashboards.provider.foldersFromFilesStructure`,
    when: (value) => value === true,
    because: 'folders come from the annotation of each dashboard',
    fix: 'set foldersFromFilesStructure to false, or delete this',
  },
  {
    loses: below(GRAFANA, 'additionalDataSources', 'additionalDataSourcesString', 'deleteDatasources'),
    to: `${GRAFANA}.sidecar.datasources.enabled`,
    when: (value) => value === false,
    because: 'they reach Grafana by the sidecar',
    fix: `set ${GRAFANA}.sidecar.datasources.enabled to true, or use ${GRAFANA}.datasources`,
  },
  {
    loses: below(
      'kube-prometheus-stack.defaultRules',
      'rules',
      'disabled',
      'labels',
      'annotations',
      'additionalRuleLabels',
    ),
    to: 'kube-prometheus-stack.defaultRules.create',
    when: (value) => value === false,
    because: "none of the stack's own rules are installed",
    fix: 'set it to true, or delete this',
  },
  {
    loses: [`${GRAFANA}.ldap.config`],
    to: `${GRAFANA}.ldap.existingSecret`,
    because: 'the configuration is read from that Secret',
    fix: 'keep one of the two',
  },
];
