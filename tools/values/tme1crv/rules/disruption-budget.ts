import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';

/** What the template says too, in the same words. */
const IN_CHART = {
  budgetBlocksDrains: {
    message:
      "%s (%d) isn't above webapp.podDisruptionBudget.minAvailable (%v): no node with such a pod could be drained",
    fix: 'raise the one, lower the other, or set webapp.podDisruptionBudget.enabled to false',
  },
} as const satisfies Words;

const BUDGET = 'webapp.podDisruptionBudget';

export const disruptionBudget: Rule<'disruption-budget'> = {
  name: 'disruption-budget',
  what: 'The disruption budget of the web app allows no pod to leave.',
  why: 'A budget that no pod may leave stops every node drain, and with it every upgrade of the cluster.',
  example: {
    wrong: 'webapp: { replicas: 1 }',
    right: 'webapp: { replicas: 2 }',
  },
  inChart: IN_CHART,
  check(values) {
    const kept = values.number(`${BUDGET}.minAvailable`);
    if (!values.on('webapp.enabled') || !values.on(`${BUDGET}.enabled`) || kept === undefined) return [];
    const scales = values.on('webapp.autoscaling.enabled');
    const path = scales ? 'webapp.autoscaling.minReplicas' : 'webapp.replicas';
    const pods = values.number(path);
    // No pods at all is a wish of its own: nothing is there to drain.
    if (pods === undefined || pods === 0 || pods > kept) return [];
    const paths = [path, `${BUDGET}.minAvailable`, `${BUDGET}.enabled`, 'webapp.autoscaling.enabled'];
    return [error(paths, IN_CHART.budgetBlocksDrains, path, pods, kept)];
  },
};
