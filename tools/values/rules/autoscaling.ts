import { fill, TEMPLATE_WORDING, WORDING } from './messages';
import type { Rule, Violation } from './rule';

export const autoscaling: Rule = {
  name: 'autoscaling',
  why: 'Kubernetes refuses an autoscaler whose bounds cross, and one without a CPU request never scales.',
  inChart: true,
  check(values) {
    if (!values.on('webapp.enabled') || !values.on('webapp.autoscaling.enabled')) return [];
    const violations: Violation[] = [];
    const fewest = values.number('webapp.autoscaling.minReplicas');
    const most = values.number('webapp.autoscaling.maxReplicas');
    if (fewest !== undefined && most !== undefined && fewest > most) {
      const paths = ['webapp.autoscaling.minReplicas', 'webapp.autoscaling.maxReplicas'];
      violations.push({ severity: 'error', paths, ...fill(TEMPLATE_WORDING.autoscalerBounds, fewest, most) });
    }
    if (values.get('webapp.resources.requests.cpu') === undefined) {
      const paths = ['webapp.resources.requests', 'webapp.resources', 'webapp.autoscaling.enabled'];
      violations.push({ severity: 'error', paths, ...fill(WORDING.autoscalerWithoutRequest) });
    }
    return violations;
  },
};
