/** What handlers need. */
import type { LimitsConfig } from '../config/config';
import type { Lifecycle } from '../lifecycle/lifecycle';
import type { RedisStore } from '../redis/redis-store';

export interface AppContext {
  readonly store: RedisStore;
  readonly limits: LimitsConfig;
  readonly lifecycle: Lifecycle;
  readonly memory: { readonly isShort: boolean };
  readonly version: string;
}
