import { distinct, error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { formatBytes } from '../../units/quantity';
import { parseRedisBytes } from '../redis-conf/bytes';
import {
  COMMON,
  hasComment,
  last,
  type ServerConfiguration,
  type Setting,
  serversOf,
  textOf,
} from '../redis-conf/effective';
import { memoryLimit } from '../redis-conf/memory-limit';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisMemory: {
    message:
      "maxmemory %s in %s doesn't fit redis.%s.resources.limits.memory (%s): Redis would be killed before it is full",
    fix: 'lower maxmemory to three quarters of the limit, or raise the limit',
  },
  redisMemoryUnreadable: {
    message: "maxmemory %s in %s is nothing that Redis can read: it wouldn't start",
    fix: 'write a whole number with kb, mb or gb',
  },
} as const satisfies Words;

const WORDS = {
  redisMemoryTight: {
    message:
      'maxmemory %s in %s leaves less than a quarter of redis.%s.resources.limits.memory (%s): rewriting the AOF and replication buffers may not fit',
    fix: 'lower maxmemory, or raise the limit',
  },
  redisMemoryUnbounded: {
    message: 'sets no maxmemory: Redis grows until it is killed',
    fix: 'add a line such as `maxmemory 192mb`',
  },
} as const satisfies Words;

/** From this share of the limit on, buffers alone reach it before Redis refuses writes. The template has the same number. */
const UNFIT_SHARE = 0.9;
/** Above this share too little is left for copy-on-write during a rewrite and for output buffers. */
const TIGHT_SHARE = 0.75;

export const redisMemory: Rule<'redis-memory'> = {
  name: 'redis-memory',
  what: "Redis' maxmemory is missing, or doesn't fit the memory limit of its container.",
  why: 'Redis refuses writes at maxmemory; where the container limit comes first, the kernel kills it instead, again and again.',
  example: {
    wrong: 'redis: { master: { configuration: "maxmemory 2gb" } }',
    right: 'redis: { master: { configuration: "maxmemory 2gb", resources: { limits: { memory: 3Gi } } } }',
  },
  inChart: IN_CHART,
  check(values) {
    const servers = serversOf(values);
    const unbounded = servers.some((server) => isUnbounded(server));
    return [
      ...(unbounded ? [warning([COMMON], WORDS.redisMemoryUnbounded)] : []),
      ...distinct(servers.flatMap((server) => checkServer(values, server))),
    ];
  },
};

// --- internal ---

function isUnbounded(server: ServerConfiguration): boolean {
  const setting = last(server, 'maxmemory');
  if (!setting) return server.complete;
  const written = textOf(setting);
  return written !== undefined && parseRedisBytes(written) === 0;
}

function checkServer(values: Values, server: ServerConfiguration): Violation[] {
  const setting = last(server, 'maxmemory');
  const written = textOf(setting);
  if (!setting || written === undefined) return [];
  const bytes = parseRedisBytes(written);
  if (bytes === undefined) {
    // redis-directives says what is wrong with that line.
    if (hasComment(setting)) return [];
    return [error([setting.source], IN_CHART.redisMemoryUnreadable, written, setting.source)];
  }
  return compare(values, server, setting, written, bytes);
}

function compare(
  values: Values,
  { role }: ServerConfiguration,
  { source }: Setting,
  written: string,
  bytes: number,
): Violation[] {
  const limit = memoryLimit(values, role);
  if (limit === undefined || bytes <= limit * TIGHT_SHARE) return [];
  const paths = [`redis.${role}.resources.limits.memory`, `redis.${role}.resources`, source];
  const words = [written, source, role, formatBytes(limit)];
  return bytes >= limit * UNFIT_SHARE
    ? [error(paths, IN_CHART.redisMemory, ...words)]
    : [warning(paths, WORDS.redisMemoryTight, ...words)];
}
