import { fill, WORDING } from './messages';
import type { Rule } from './rule';

export const monitoringLabels: Rule = {
  name: 'monitoring-labels',
  why: 'A Prometheus operator ignores ServiceMonitors that its selector does not match, without a word.',
  check(values) {
    const own = values.get('kube-prometheus-stack.enabled') === false;
    const used = values.on('monitoring.serviceMonitors.enabled') || values.on('monitoring.rules.enabled');
    if (!own || !used || Object.keys(values.map('monitoring.labels')).length > 0) return [];
    const paths = ['monitoring.labels', 'kube-prometheus-stack.enabled'];
    return [{ severity: 'warning', paths, ...fill(WORDING.monitoringUnselected) }];
  },
};
