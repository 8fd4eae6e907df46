import { autoscaling } from './autoscaling';
import { disruptionBudget } from './disruption-budget';
import { externalRedis } from './external-redis';
import { imageTags } from './image-tags';
import { monitoringLabels } from './monitoring-labels';
import { prometheusStorage } from './prometheus-storage';
import { publicAccess } from './public-access';
import { quantities } from './quantities';
import { redisEviction } from './redis-eviction';
import { redisMemory } from './redis-memory';
import { redisNamespace } from './redis-namespace';
import { redisPersistentMaster } from './redis-persistent-master';
import { redisSentinel } from './redis-sentinel';
import { requestsWithinLimits } from './requests-within-limits';
import type { Rule } from './rule';
import { scrapeTimeout } from './scrape-timeout';
import { sloPeriod } from './slo-period';
import { webappPorts } from './webapp-ports';

/** Every rule; one line adds one. */
export const RULES: readonly Rule[] = [
  redisPersistentMaster,
  redisSentinel,
  redisMemory,
  redisEviction,
  redisNamespace,
  externalRedis,
  disruptionBudget,
  autoscaling,
  webappPorts,
  publicAccess,
  prometheusStorage,
  sloPeriod,
  scrapeTimeout,
  monitoringLabels,
  requestsWithinLimits,
  quantities,
  imageTags,
];
