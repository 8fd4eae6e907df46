/** What handlers need. */
import type { Tokens } from '../auth/tokens';
import type { LimitsConfig, PageConfig } from '../config/config';
import type { FollowedFile } from '../config/followed-file';
import type { Lifecycle } from '../lifecycle/lifecycle';
import type { RedisStore } from '../redis/redis-store';

export interface AppContext {
  readonly store: RedisStore;
  readonly limits: LimitsConfig;
  readonly lifecycle: Lifecycle;
  readonly memory: { readonly isShort: boolean };
  readonly version: string;
  /** Who may read and write; undefined: everybody. */
  readonly tokens: FollowedFile<Tokens> | undefined;
  /** Undefined: browsers get JSON like everybody. */
  readonly page: PageConfig | undefined;
}
