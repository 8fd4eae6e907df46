import { isIP } from 'node:net';
import { isObject, textOf } from '../../json';
import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';
import { isTemplate } from '../../text/template';

const WORDS = {
  endpointNoAddress: {
    message: '%q is no IP address, and Kubernetes takes nothing else there: the install fails',
    fix: 'write the address of the node alone; the port belongs to %s.service',
  },
} as const satisfies Words;

const STACK = 'kube-prometheus-stack';
const COMPONENTS = ['kubeEtcd', 'kubeControllerManager', 'kubeScheduler', 'kubeProxy'].map((one) => `${STACK}.${one}`);

export const componentEndpoints: Rule<'component-endpoints'> = {
  name: 'component-endpoints',
  what: 'A component of the cluster is to be scraped at something that is no address.',
  why: 'The subchart writes the addresses into an object Endpoints. Kubernetes refuses one with host names or ports, and the install stops half-way.',
  example: {
    wrong: 'kube-prometheus-stack: { kubeEtcd: { enabled: true, endpoints: ["10.0.0.1:2379"] } }',
    right: 'kube-prometheus-stack: { kubeEtcd: { enabled: true, endpoints: [10.0.0.1] } }',
  },
  check(values) {
    if (!values.on(`${STACK}.enabled`)) return [];
    return COMPONENTS.filter((at) => values.withDefaults.get(`${at}.enabled`) !== false).flatMap((at) =>
      values.list(`${at}.endpoints`).flatMap((one, index) => {
        const shown = isObject(one) ? Object.values(one).map(textOf).join(', ') : textOf(one);
        if (isTemplate(shown) || (!isObject(one) && isIP(shown) > 0)) return [];
        return [error([[...at.split('.'), 'endpoints', String(index)]], WORDS.endpointNoAddress, shown, at)];
      }),
    );
  },
};
