import { error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { replicas, withSentinel } from '../redis-conf/effective';

/** What the template says too, in the same words. */
const IN_CHART = {
  budgetBlocksDrains: {
    message:
      "%s (%d) isn't above webapp.podDisruptionBudget.minAvailable (%v): no node with such a pod could be drained",
    fix: 'raise the one, lower the other, or set webapp.podDisruptionBudget.enabled to false',
  },
} as const satisfies Words;

const WORDS = {
  budgetOfSubchart: {
    message: '%s is %s, and there %s %s (%s): no node with such a pod could be drained',
    fix: 'lower it, have more pods, or leave the budget out',
  },
} as const satisfies Words;

const BUDGET = 'webapp.podDisruptionBudget';

export const disruptionBudget: Rule<'disruption-budget'> = {
  name: 'disruption-budget',
  what: 'A disruption budget allows no pod to leave.',
  why: 'A budget that no pod may leave stops every node drain, and with it every upgrade of the cluster.',
  example: {
    wrong: 'webapp: { replicas: 1 }',
    right: 'webapp: { replicas: 2 }',
  },
  inChart: IN_CHART,
  check(values) {
    return [...ofWebapp(values), ...ofSubcharts(values.withDefaults)];
  },
};

// --- internal ---

function ofWebapp(values: Values): Violation[] {
  const kept = values.number(`${BUDGET}.minAvailable`);
  if (!values.on('webapp.enabled') || !values.on(`${BUDGET}.enabled`) || kept === undefined) return [];
  const scales = values.on('webapp.autoscaling.enabled');
  const path = scales ? 'webapp.autoscaling.minReplicas' : 'webapp.replicas';
  const pods = values.number(path);
  // No pods at all is a wish of its own: nothing is there to drain.
  if (pods === undefined || pods === 0 || pods > kept) return [];
  const paths = [path, `${BUDGET}.minAvailable`, `${BUDGET}.enabled`, 'webapp.autoscaling.enabled'];
  return [error(paths, IN_CHART.budgetBlocksDrains, path, pods, kept)];
}

interface Budget {
  /** The map of minAvailable and maxUnavailable. */
  at: string;
  /** What it is about is installed, with this budget. */
  used: boolean;
  pods: number;
  /** The value that says how many pods. */
  by: string;
}

const STACK = 'kube-prometheus-stack';

/** Every budget that the subcharts make. */
function budgets(values: Values): Budget[] {
  const redis = values.on('redis.enabled');
  const scales = values.on('redis.replica.autoscaling.enabled');
  const by = scales ? 'redis.replica.autoscaling.minReplicas' : 'redis.replica.replicaCount';
  // One for all wins over those of the roles.
  const forAll = Object.keys(values.map('redis.pdb')).length > 0;
  const of = (role: string) => (forAll ? 'redis.pdb' : `redis.${role}.pdb`);
  const makes = (role: string) => redis && values.get(`${of(role)}.create`) === true;
  const stack = (part: string, pods: string): Budget => {
    const at = `${STACK}.${part}.podDisruptionBudget`;
    const on = values.on(`${STACK}.enabled`) && values.get(`${STACK}.${part}.enabled`) !== false;
    const made = part === 'grafana' ? Object.keys(values.map(at)).length > 0 : values.on(`${at}.enabled`);
    return { at, used: on && made, pods: values.number(`${STACK}.${pods}`) ?? 1, by: `${STACK}.${pods}` };
  };
  return [
    { at: of('master'), used: makes('master') && !withSentinel(values), pods: 1, by: 'redis.master.count' },
    { at: of('replica'), used: makes('replica') && replicas(values) > 0, pods: values.number(by) ?? 0, by },
    stack('prometheus', 'prometheus.prometheusSpec.replicas'),
    stack('alertmanager', 'alertmanager.alertmanagerSpec.replicas'),
    stack(
      'grafana',
      values.on(`${STACK}.grafana.autoscaling.enabled`) ? 'grafana.autoscaling.minReplicas' : 'grafana.replicas',
    ),
  ];
}

function ofSubcharts(values: Values): Violation[] {
  return budgets(values).flatMap(({ at, used, pods, by }): Violation[] => {
    if (!used || pods === 0) return [];
    const [kept, gone] = [`${at}.minAvailable`, `${at}.maxUnavailable`];
    const least = podsOf(values.get(kept), pods);
    const blocks =
      least !== undefined && least >= pods ? kept : podsOf(values.get(gone), pods) === 0 ? gone : undefined;
    // A whole zero is no value to the templates: they take 1.
    if (blocks === undefined || values.get(blocks) === 0) return [];
    return [
      warning(
        [blocks, by, `${at}.enabled`],
        WORDS.budgetOfSubchart,
        blocks,
        values.get(blocks),
        pods === 1 ? 'is' : 'are',
        pods,
        by,
      ),
    ];
  });
}

/** A number, or a share of the pods, rounded up as Kubernetes does; undefined where there is none. */
function podsOf(value: unknown, pods: number): number | undefined {
  const share = /^(\d+)%$/.exec(String(value ?? ''))?.[1];
  if (share !== undefined) return Math.ceil((Number(share) / 100) * pods);
  return value === '' || value === null || value === undefined ? undefined : Number(value);
}
