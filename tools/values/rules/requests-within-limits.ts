import { isObject } from '../json';
import { parseQuantity } from '../units/quantity';
import { fill, TEMPLATE_WORDING } from './messages';
import type { Rule } from './rule';

export const requestsWithinLimits: Rule = {
  name: 'requests-within-limits',
  why: 'Kubernetes refuses a pod that requests more than its limit; it would show only as pods that never appear.',
  inChart: true,
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
        const words = fill(TEMPLATE_WORDING.requestAboveLimit, requests[resource], resource, limits[resource]);
        return [{ severity: 'error' as const, paths, ...words }];
      });
    });
  },
};
