import { isObject } from '../../json';
import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';
import { parseQuantity } from '../../units/quantity';

/** What the template says too, in the same words. */
const IN_CHART = {
  requestAboveLimit: {
    message: 'requests %v of %s, above the limit of %v: Kubernetes refuses the pod',
    fix: 'lower the request or raise the limit',
  },
} as const satisfies Words;

export const requestsWithinLimits: Rule<'requests-within-limits'> = {
  name: 'requests-within-limits',
  what: 'A container requests more than its limit.',
  why: 'Kubernetes refuses a pod that requests more than its limit; it would show only as pods that never appear.',
  example: {
    wrong: 'webapp: { resources: { requests: { memory: 512Mi }, limits: { memory: 256Mi } } }',
    right: 'webapp: { resources: { requests: { memory: 256Mi }, limits: { memory: 512Mi } } }',
  },
  inChart: IN_CHART,
  check(values) {
    return [...values.maps()].flatMap(({ path, map }) => {
      const { requests, limits } = map;
      if (!isObject(requests) || !isObject(limits)) return [];
      return Object.keys(requests).flatMap((resource) => {
        const request = parseQuantity(requests[resource]);
        const limit = parseQuantity(limits[resource]);
        if (request === undefined || limit === undefined || request <= limit) return [];
        const paths = [
          [...path, 'requests', resource],
          [...path, 'limits', resource],
        ];
        return [error(paths, IN_CHART.requestAboveLimit, requests[resource], resource, limits[resource])];
      });
    });
  },
};
