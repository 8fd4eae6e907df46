/** Byte sizes as Prometheus spells them, which differ from Kubernetes quantities. */

/** What the operator takes, and nothing: `0` is no limit. */
export const PROMETHEUS_BYTES_PATTERN = '^(0|([0-9]*[.])?[0-9]+([KMGTPE]i?)?B)?$';

const PROMETHEUS_POWERS = ['', 'K', 'M', 'G', 'T', 'P', 'E'];

/** Bytes of a Prometheus size (`8GB`, `512MiB`), or undefined. Prometheus counts `KB` and `KiB` alike, as 1024 bytes. */
export function parsePrometheusBytes(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const match = /^([0-9]*[.]?[0-9]+)(?:([KMGTPE])i?)?B$/.exec(value);
  if (!match) return value === '0' ? 0 : undefined;
  return Number(match[1]) * 1024 ** PROMETHEUS_POWERS.indexOf(match[2] ?? '');
}
