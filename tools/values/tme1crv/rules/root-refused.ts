import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';

const WORDS = {
  rootRefused: {
    message: 'is 0, which is root, and runAsNonRoot beside it is true: the kubelet never starts the container',
    fix: 'name another user, or set runAsNonRoot to false',
  },
} as const satisfies Words;

const CONTEXT = /securityContext$/i;

export const rootRefused: Rule<'root-refused'> = {
  name: 'root-refused',
  what: 'A security context names root as its user, and forbids root.',
  why: 'The kubelet holds such a pod with CreateContainerConfigError for ever. The subcharts forbid root by default, so that runAsUser: 0 alone is not enough.',
  example: {
    wrong: 'kube-prometheus-stack: { prometheusOperator: { securityContext: { runAsUser: 0 } } }',
    right: 'kube-prometheus-stack: { prometheusOperator: { securityContext: { runAsUser: 0, runAsNonRoot: false } } }',
  },
  check(values) {
    // A namespace that enforces `restricted` doesn't even admit the pod, which pod-security says.
    const refusedBefore =
      values.on('workload.createNamespace') && values.get('workload.podSecurityLevel') === 'restricted';
    return [...values.withDefaults.maps()]
      .filter(({ path, map }) => CONTEXT.test(path.at(-1) ?? '') && map['enabled'] !== false)
      .filter(({ map }) => map['runAsUser'] === 0 && map['runAsNonRoot'] === true)
      .filter(({ path: [chart] }) => values.get(`${chart}.enabled`) !== false && !(refusedBefore && chart === 'redis'))
      .map(({ path }) =>
        error(
          [
            [...path, 'runAsUser'],
            [...path, 'runAsNonRoot'],
          ],
          WORDS.rootRefused,
        ),
      );
  },
};
