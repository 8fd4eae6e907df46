/**
 * Values that lose against another one: the template takes that other one and doesn't look at these. Each row was compared with the
 * templates of the pinned subcharts, and with what is rendered. docs/values-and-subcharts.md shows them to users.
 */
import type { Precedence } from '../../check/precedence';
import { MONITORING_PRECEDENCES } from './monitoring-precedence';
import { REDIS_PRECEDENCES } from './redis-precedence';

export const PRECEDENCES: readonly Precedence[] = [...REDIS_PRECEDENCES, ...MONITORING_PRECEDENCES];

/** Image registries under these keys lose to `global.imageRegistry`. */
export const GLOBAL_REGISTRY: { readonly under: readonly string[]; readonly to: string } = {
  under: ['redis', 'kube-prometheus-stack'],
  to: 'global.imageRegistry',
};
