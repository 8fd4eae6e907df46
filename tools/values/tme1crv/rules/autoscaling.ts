import { error, type Rule, type Violation } from '../../rules/rule';
import type { Words } from '../../rules/wording';

/** What the template says too, in the same words. */
const IN_CHART = {
  autoscalerBounds: {
    message: 'webapp.autoscaling.minReplicas (%v) is above maxReplicas (%v): no autoscaler could keep both',
    fix: 'lower the one or raise the other',
  },
} as const satisfies Words;

const WORDS = {
  autoscalerWithoutRequest: {
    message: "the autoscaler works by a share of the CPU request, which isn't set: it would never scale",
    fix: 'set webapp.resources.requests.cpu, or webapp.autoscaling.enabled to false',
  },
} as const satisfies Words;

export const autoscaling: Rule<'autoscaling'> = {
  name: 'autoscaling',
  what: "The web app's autoscaler could not work with these bounds or requests.",
  why: 'Kubernetes refuses an autoscaler whose bounds cross, and one without a CPU request never scales.',
  example: {
    wrong: 'webapp: { autoscaling: { enabled: true, minReplicas: 5, maxReplicas: 3 } }',
    right: 'webapp: { autoscaling: { enabled: true, minReplicas: 3, maxReplicas: 5 } }',
  },
  inChart: IN_CHART,
  check(values) {
    if (!values.on('webapp.enabled') || !values.on('webapp.autoscaling.enabled')) return [];
    const violations: Violation[] = [];
    const min = values.number('webapp.autoscaling.minReplicas');
    const max = values.number('webapp.autoscaling.maxReplicas');
    if (min !== undefined && max !== undefined && min > max) {
      const paths = ['webapp.autoscaling.minReplicas', 'webapp.autoscaling.maxReplicas'];
      violations.push(error(paths, IN_CHART.autoscalerBounds, min, max));
    }
    if (values.get('webapp.resources.requests.cpu') === undefined) {
      const paths = ['webapp.resources.requests', 'webapp.resources', 'webapp.autoscaling.enabled'];
      violations.push(error(paths, WORDS.autoscalerWithoutRequest));
    }
    return violations;
  },
};
