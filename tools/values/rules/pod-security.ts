import { isObject } from '../json';
import { error, type Rule, type Violation } from './rule';
import type { Values } from './values';
import type { Words } from './wording';

/** What the template says too, in the same words. */
const IN_CHART = {
  podSecurity: {
    message: '%s is %s: the namespace %s enforces the Pod Security level %s, which admits no such pod',
    fix: 'change it back, or set workload.podSecurityLevel to %s',
  },
} as const satisfies Words;

export const podSecurity: Rule = {
  name: 'pod-security',
  why: 'A namespace that enforces a Pod Security level refuses pods that ask for more: their StatefulSet then waits for ever, and says so in its events only.',
  inChart: IN_CHART,
  check(values) {
    const namespace = values.text('workload.namespace');
    const level = values.text('workload.podSecurityLevel');
    const enforced = values.on('redis.enabled') && values.on('workload.createNamespace') && namespace !== '';
    if (!enforced || level === 'privileged') return [];
    return roles(values).flatMap((role) =>
      problems(
        `redis.${role}.containerSecurityContext`,
        values.get(`redis.${role}.containerSecurityContext`),
        level,
      ).map(({ at, shown, needs }): Violation => error([at], IN_CHART.podSecurity, at, shown, namespace, level, needs)),
    );
  },
};

// --- internal ---

function roles(values: Values): string[] {
  const replicated =
    values.get('redis.architecture') === 'replication' && values.number('redis.replica.replicaCount') !== 0;
  const nodes = replicated && values.on('redis.sentinel.enabled');
  const servers = nodes ? ['replica', 'sentinel'] : replicated ? ['master', 'replica'] : ['master'];
  return values.on('redis.metrics.enabled') || nodes ? [...servers, 'metrics'] : servers;
}

interface Problem {
  at: string;
  shown: string;
  /** The strictest level that admits it. */
  needs: 'baseline' | 'privileged';
}

/** https://kubernetes.io/docs/concepts/security/pod-security-standards: what containers may ask for. The template has the same list. */
function problems(at: string, context: unknown, level: string): Problem[] {
  if (!isObject(context)) return [];
  const found: Problem[] = [];
  const add = (key: string, shown: unknown, needs: Problem['needs']) =>
    found.push({ at: `${at}.${key}`, shown: String(shown), needs });
  if (context['enabled'] === false) add('enabled', false, 'baseline');
  else {
    if (context['privileged'] === true) add('privileged', true, 'privileged');
    if (context['allowPrivilegeEscalation'] === true) add('allowPrivilegeEscalation', true, 'baseline');
    if (context['runAsNonRoot'] === false) add('runAsNonRoot', false, 'baseline');
    if (context['runAsUser'] === 0) add('runAsUser', 0, 'baseline');
  }
  return found.filter(({ needs }) => level === 'restricted' || needs === 'privileged');
}
