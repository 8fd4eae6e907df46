import { BASELINE_CAPABILITIES, RESTRICTED_CAPABILITIES } from '../../check/pod-capabilities';
import { isObject, textOf } from '../../json';
import { error, type Rule, type Violation } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';

/** What the template says too, in the same words. */
const IN_CHART = {
  podSecurity: {
    message: '%s is %s: the namespace %s enforces the Pod Security level %s, which admits no such pod',
    fix: 'change it back, or set workload.podSecurityLevel to %s',
  },
} as const satisfies Words;

export const podSecurity: Rule<'pod-security'> = {
  name: 'pod-security',
  what: 'A pod asks for more than the Pod Security level of its namespace allows.',
  why: 'A namespace that enforces a Pod Security level refuses pods that ask for more: their StatefulSet then waits for ever, and says so in its events only.',
  example: {
    wrong: 'redis: { master: { containerSecurityContext: { runAsUser: 0 } } }',
    right: 'redis: { master: { containerSecurityContext: { runAsUser: 999 } } }',
  },
  inChart: IN_CHART,
  check(values) {
    const namespace = values.text('workload.namespace');
    const level = values.text('workload.podSecurityLevel');
    const enforced = values.on('redis.enabled') && values.on('workload.createNamespace') && namespace !== '';
    if (!enforced || level === 'privileged') return [];
    const each = (problemsOf: (role: string) => Problem[]) => roles(values).flatMap(problemsOf);
    return [
      ...initContainers(values, level),
      ...each((role) => hostNamespaces(`redis.${role}.extraPodSpec`, values)),
      ...each((role) => podProblems(`redis.${role}.podSecurityContext`, values, level)),
      ...each((role) => containerProblems(`redis.${role}.containerSecurityContext`, values, level)),
    ].map(({ at, shown, needs }): Violation => error([at], IN_CHART.podSecurity, at, shown, namespace, level, needs));
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
function containerProblems(at: string, values: Values, level: string): Problem[] {
  const context = values.get(at);
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
    const capabilities = isObject(context['capabilities']) ? context['capabilities'] : {};
    const more = Array.isArray(capabilities['add']) ? capabilities['add'].map(textOf) : [];
    const unusual = more.find((one) => !BASELINE_CAPABILITIES.includes(one));
    const first = unusual ?? more.find((one) => !RESTRICTED_CAPABILITIES.includes(one));
    if (first !== undefined) add('capabilities.add', first, unusual === undefined ? 'baseline' : 'privileged');
    if ('drop' in capabilities && ![capabilities['drop']].flat().includes('ALL'))
      add('capabilities.drop', 'without ALL', 'baseline');
  }
  return found.filter(({ needs }) => level === 'restricted' || needs === 'privileged');
}

function podProblems(at: string, values: Values, level: string): Problem[] {
  if (level !== 'restricted' || values.get(`${at}.enabled`) === false) return [];
  const found: Problem[] = [];
  if (values.get(`${at}.runAsUser`) === 0) found.push({ at: `${at}.runAsUser`, shown: '0', needs: 'baseline' });
  if (values.get(`${at}.runAsNonRoot`) === false)
    found.push({ at: `${at}.runAsNonRoot`, shown: 'false', needs: 'baseline' });
  return found;
}

function hostNamespaces(at: string, values: Values): Problem[] {
  return ['hostNetwork', 'hostPID', 'hostIPC']
    .filter((key) => values.on(`${at}.${key}`))
    .map((key) => ({ at: `${at}.${key}`, shown: 'true', needs: 'privileged' }));
}

/** They run as root, the one for sysctl with every right. While their image is the default one, that is what is said about them. */
function initContainers(values: Values, level: string): Problem[] {
  const own = (part: string) => {
    const repository = values.text(`redis.${part}.image.repository`);
    return repository !== '' && !repository.startsWith('bitnami/');
  };
  const used = (part: string) => values.on(`redis.${part}.enabled`) && own(part);
  const found: Problem[] = [];
  if (used('volumePermissions') && level === 'restricted')
    found.push({ at: 'redis.volumePermissions.enabled', shown: 'true', needs: 'baseline' });
  if (used('sysctl')) found.push({ at: 'redis.sysctl.enabled', shown: 'true', needs: 'privileged' });
  return found;
}
