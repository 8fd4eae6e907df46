import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';

/** What the template says too, in the same words. */
const IN_CHART = {
  secretTemplate: {
    message:
      '%s is %s: the subchart fills that in with its own values, this chart with its own, so the two would read different Secrets',
    fix: 'use the name itself, or .Release.Name and .Release.Namespace alone',
  },
} as const satisfies Words;

const NAMES = [
  ['redis.enabled', 'redis.auth.existingSecret'],
  ['kube-prometheus-stack.grafana.enabled', 'kube-prometheus-stack.grafana.admin.existingSecret'],
] as const;

export const secretTemplates: Rule<'secret-templates'> = {
  name: 'secret-templates',
  what: 'The name of a Secret is a template that two charts would fill in differently.',
  why: 'A template of a Secret name is filled in twice: by the subchart, and by this chart, which makes the Secret and hands it to the web app.',
  example: {
    wrong: 'redis: { auth: { existingSecret: "{{ .Values.secretName }}" } }',
    right: 'redis: { auth: { existingSecret: shop-redis } }',
  },
  inChart: IN_CHART,
  check(values) {
    return NAMES.filter(([by]) => values.get(by) !== false).flatMap(([, at]) => {
      const name = values.text(at);
      return /\{\{.*\.(Values|Chart|Subcharts|Template|Files)\b/.test(name)
        ? [error([at], IN_CHART.secretTemplate, at, name)]
        : [];
    });
  },
};
