/** The alerts' default thresholds, for the lines in the panels. */
import rules from '../../schemas/values/monitoring-rules.schema.json';
import webapp from '../../schemas/values/webapp.schema.json';

const { thresholds, slo } = rules.properties;

export const MEMORY_RATIO = thresholds.properties.memoryRatio.default;
export const ERROR_RATIO = thresholds.properties.errorRatio.default;
export const LATENCY_SECONDS = thresholds.properties.latencySeconds.default;
export const EVENT_LOOP_LAG_SECONDS = thresholds.properties.eventLoopLagSeconds.default;
export const LAG_BYTES = webapp.properties.replicaReads.properties.maxLagBytes.default;
export const LAG_SECONDS = webapp.properties.replicaReads.properties.maxLagSeconds.default;
export const SLO_LATENCY_SECONDS = slo.properties.latencySeconds.default;
/** Above this rate of burning somebody is paged. */
export const FAST_BURN = 14.4;
