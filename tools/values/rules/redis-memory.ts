import { parseRedisBytes } from '../units/bytes';
import { formatBytes } from '../units/quantity';
import { fill, TEMPLATE_WORDING, WORDING } from './messages';
import { redisDirective } from './redis-config';
import type { Rule, Violation } from './rule';
import type { Values } from './values';

/** From this share of the limit on, buffers alone reach it before Redis refuses writes. The template has the same number. */
const UNFIT_SHARE = 0.9;
/** Above this share too little is left for copy-on-write during a rewrite and for output buffers. */
const TIGHT_SHARE = 0.75;

const CONFIGURATION = 'redis.commonConfiguration';

export const redisMemory: Rule = {
  name: 'redis-memory',
  why: 'Redis refuses writes at maxmemory; where the container limit comes first, the kernel kills it instead, again and again.',
  inChart: true,
  check(values) {
    if (!values.on('redis.enabled')) return [];
    const written = redisDirective(values.text(CONFIGURATION), 'maxmemory');
    if (written === undefined || written === '0') {
      return [{ severity: 'warning', paths: [CONFIGURATION], ...fill(WORDING.redisMemoryUnbounded) }];
    }
    const bytes = parseRedisBytes(written);
    if (bytes === undefined) {
      return [{ severity: 'error', paths: [CONFIGURATION], ...fill(WORDING.redisMemoryUnreadable, written) }];
    }
    const roles = values.text('redis.architecture') === 'replication' ? ['master', 'replica'] : ['master'];
    return roles.flatMap((role) => checkRole(values, role, written, bytes));
  },
};

// --- internal ---

function checkRole(values: Values, role: string, written: string, bytes: number): Violation[] {
  const limit = memoryLimit(values, role);
  if (limit === undefined || bytes <= limit * TIGHT_SHARE) return [];
  const unfit = bytes >= limit * UNFIT_SHARE;
  const wording = unfit ? TEMPLATE_WORDING.redisMemory : WORDING.redisMemoryTight;
  return [
    {
      severity: unfit ? 'error' : 'warning',
      paths: [`redis.${role}.resources.limits.memory`, `redis.${role}.resources`, CONFIGURATION],
      ...fill(wording, written, role, formatBytes(limit)),
    },
  ];
}

/** Memory limits of the Redis chart's presets, which count where no resources are set (its common library, _resources.tpl). */
const PRESET_LIMITS_MI: Record<string, number> = {
  nano: 192,
  micro: 384,
  small: 768,
  medium: 1536,
  large: 3072,
  xlarge: 6144,
  '2xlarge': 12288,
};

function memoryLimit(values: Values, role: string): number | undefined {
  if (Object.keys(values.map(`redis.${role}.resources`)).length > 0) {
    return values.quantity(`redis.${role}.resources.limits.memory`);
  }
  const preset = PRESET_LIMITS_MI[values.text(`redis.${role}.resourcesPreset`) || 'nano'];
  return preset === undefined ? undefined : preset * 2 ** 20;
}
