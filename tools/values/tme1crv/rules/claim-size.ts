import { isObject } from '../../json';
import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';

const WORDS = {
  claimWithoutSize: {
    message: '%s says nothing of spec.resources.requests.storage: Kubernetes makes no volume without a size',
    fix: 'add the size there',
  },
} as const satisfies Words;

const STACK = 'kube-prometheus-stack';
const CLAIMS = [
  [`${STACK}.prometheus.enabled`, `${STACK}.prometheus.prometheusSpec.storageSpec.volumeClaimTemplate`],
  [`${STACK}.alertmanager.enabled`, `${STACK}.alertmanager.alertmanagerSpec.storage.volumeClaimTemplate`],
  [`${STACK}.thanosRuler.enabled`, `${STACK}.thanosRuler.thanosRulerSpec.storage.volumeClaimTemplate`],
] as const;

export const claimSize: Rule<'claim-size'> = {
  name: 'claim-size',
  what: 'A volume is asked for without its size.',
  why: 'A claim without a size is refused by Kubernetes, and the pod that waits for it never starts.',
  example: {
    wrong:
      'kube-prometheus-stack: { alertmanager: { alertmanagerSpec: { storage: { volumeClaimTemplate: { spec: { storageClassName: fast } } } } } }',
    right:
      'kube-prometheus-stack: { alertmanager: { alertmanagerSpec: { storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: 1Gi } } } } } } } }',
  },
  check(values) {
    if (!values.on(`${STACK}.enabled`)) return [];
    return CLAIMS.flatMap(([by, at]) => {
      const template = values.map(at);
      const sizePath = `${at}.spec.resources.requests.storage`;
      const size = values.get(sizePath);
      const off = values.withDefaults.get(by) === false;
      if (off || !isObject(values.get(at)) || Object.keys(template).length === 0) return [];
      return size === undefined || size === null || size === ''
        ? [error([sizePath, at], WORDS.claimWithoutSize, at)]
        : [];
    });
  },
};
