/** The alerts' default thresholds, for the lines in the panels. */
import rules from '../../../schemas/values/monitoring-rules.schema.json';
import environment from '../../../schemas/webapp-env.schema.json';

const { thresholds } = rules.properties;

export const MEMORY_RATIO = thresholds.properties.memoryRatio.default;
export const ERROR_RATIO = thresholds.properties.errorRatio.default;
export const LATENCY_SECONDS = thresholds.properties.latencySeconds.default;
export const EVENT_LOOP_LAG_SECONDS = thresholds.properties.eventLoopLagSeconds.default;
export const LAG_BYTES = environment.properties.REPLICA_MAX_LAG_BYTES.default;
export const LAG_SECONDS = environment.properties.REPLICA_MAX_LAG_SECONDS.default;
/** Above this rate of burning an alert is sent. */
export const FAST_BURN = 14.4;
