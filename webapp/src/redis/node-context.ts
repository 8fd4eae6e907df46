/** What every node's connection is made with. */
import type { Logger } from 'pino';
import type { RedisConfig } from '../config/config';
import type { RedisMetrics } from '../metrics/redis-metrics';
import type { Sentinels } from './sentinels';

export interface NodeContext {
  readonly config: RedisConfig;
  readonly metrics: RedisMetrics;
  readonly log: Logger;
  /** How many values one command may ask for. */
  readonly keysAtOnce: number;
  /** What the primary's connection follows, where there are any. */
  readonly sentinels?: Sentinels | undefined;
}
