import { autoscaling } from './autoscaling';
import { disruptionBudget } from './disruption-budget';
import { externalRedis } from './external-redis';
import { imageTags } from './image-tags';
import { monitoringLabels } from './monitoring-labels';
import { probeTiming } from './probe-timing';
import { prometheusSelector } from './prometheus-selector';
import { prometheusStorage } from './prometheus-storage';
import { publicAccess } from './public-access';
import { quantities } from './quantities';
import { redisEviction } from './redis-eviction';
import { redisMemory } from './redis-memory';
import { redisNamespace } from './redis-namespace';
import { redisPersistentMaster } from './redis-persistent-master';
import { redisSentinel } from './redis-sentinel';
import { replicaReads } from './replica-reads';
import { requestsWithinLimits } from './requests-within-limits';
import type { Rule } from './rule';
import { scrapeInterval } from './scrape-interval';
import { scrapeTimeout } from './scrape-timeout';
import { sentinelQuorum } from './sentinel-quorum';
import { sloPeriod } from './slo-period';
import { webappPorts } from './webapp-ports';

/** Every rule; one line adds one. */
export const RULES: readonly Rule[] = [
  redisPersistentMaster,
  redisSentinel,
  sentinelQuorum,
  replicaReads,
  redisMemory,
  redisEviction,
  redisNamespace,
  externalRedis,
  disruptionBudget,
  autoscaling,
  webappPorts,
  probeTiming,
  publicAccess,
  prometheusStorage,
  sloPeriod,
  scrapeTimeout,
  scrapeInterval,
  monitoringLabels,
  prometheusSelector,
  requestsWithinLimits,
  quantities,
  imageTags,
];
