/** Byte sizes as Redis spells them. */

const REDIS_UNITS: Record<string, number> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 2 ** 10,
  m: 1e6,
  mb: 2 ** 20,
  g: 1e9,
  gb: 2 ** 30,
};

/** Bytes of a size in redis.conf (`192mb`, `1g`; in any case), or undefined. Source: the head of redis.conf. */
export function parseRedisBytes(text: string): number | undefined {
  const match = /^([0-9]+)([a-z]*)$/i.exec(text.trim());
  const factor = match && REDIS_UNITS[(match[2] ?? '').toLowerCase()];
  return match && factor ? Number(match[1]) * factor : undefined;
}
