import { createHash } from 'node:crypto';

/** One process of the local stack, described completely: two equal descriptions need no restart. */
export interface Part {
  /** Its name in messages, and of its log and record files: "redis-replica-0". */
  name: string;
  program: string;
  args: string[];
  /** All of its environment but PATH, HOME and TMPDIR: what the user's shell exports must not reach the parts. */
  env: Record<string, string>;
  cwd?: string;
  /** Files written before it starts, by absolute path; only the owner can read them. */
  files: Record<string, string>;
  /** Its listening ports by purpose: {"http": 3000}. */
  ports: Record<string, number>;
  /** Parts are stopped in this order: traffic first, data last. */
  stopOrder: StopOrder;
  /** Whatever else must make it restart, such as the build it runs. */
  version?: string;
}

export enum StopOrder {
  webapp = 0,
  monitoring = 1,
  // Before what they watch, so that they promote nobody meanwhile.
  sentinel = 2,
  replica = 3,
  primary = 4,
}

/** A digest that changes when anything about the part does. */
export function fingerprint(part: Part): string {
  return createHash('sha256').update(JSON.stringify(part)).digest('hex');
}

/** The loopback address that everything binds to; nothing of the stack can be reached from elsewhere. */
export const LOOPBACK = '127.0.0.1';
