import { type Rule, warning } from '../../rules/rule';
import type { Words } from '../../rules/wording';

const WORDS = {
  monitoringUnselected: {
    message:
      "kube-prometheus-stack is off and monitoring.labels is empty: a Prometheus of your own selects ServiceMonitors by labels, and these carry only this release's name",
    fix: 'set monitoring.labels to what its serviceMonitorSelector asks for, as the profile existing-monitoring does',
  },
} as const satisfies Words;

export const monitoringLabels: Rule<'monitoring-labels'> = {
  name: 'monitoring-labels',
  what: 'ServiceMonitors and rules have no label by which a Prometheus of your own could select them.',
  why: 'A Prometheus operator ignores ServiceMonitors that its selector does not match, without a word.',
  example: {
    wrong: 'kube-prometheus-stack: { enabled: false }',
    right: ['kube-prometheus-stack: { enabled: false }', 'monitoring: { labels: { release: prometheus } }'].join('\n'),
  },
  check(values) {
    const own = values.get('kube-prometheus-stack.enabled') === false;
    const used = values.on('monitoring.serviceMonitors.enabled') || values.on('monitoring.rules.enabled');
    if (!own || !used || Object.keys(values.map('monitoring.labels')).length > 0) return [];
    const paths = ['monitoring.labels', 'kube-prometheus-stack.enabled'];
    return [warning(paths, WORDS.monitoringUnselected)];
  },
};
