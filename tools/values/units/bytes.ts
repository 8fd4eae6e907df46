/** Byte sizes as Redis and Prometheus spell them; both differ from Kubernetes quantities. */

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

const PROMETHEUS_POWERS = ['', 'K', 'M', 'G', 'T', 'P', 'E'];

/** Bytes of a Prometheus size (`8GB`, `512MiB`), or undefined. Prometheus counts `KB` and `KiB` alike, as 1024 bytes. */
export function parsePrometheusBytes(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const match = /^([0-9]*[.]?[0-9]+)(?:([KMGTPE])i?)?B$/.exec(value);
  if (!match) return value === '0' ? 0 : undefined;
  return Number(match[1]) * 1024 ** PROMETHEUS_POWERS.indexOf(match[2] ?? '');
}
