/** Durations as Prometheus writes them: https://prometheus.io/docs/concepts/data_model/ and its configuration docs. */

/** Units in falling order, each at most once: `15s`, `5m`, `1h30m`, `15d`; `0` alone needs no unit. */
export const DURATION_PATTERN = '^(0|([0-9]+y([0-9]+w)?|[0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?)$';

const DURATION = new RegExp(DURATION_PATTERN);

const SECOND = 1;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SECONDS: Record<string, number> = {
  ms: SECOND / 1000,
  s: SECOND,
  m: MINUTE,
  h: HOUR,
  d: DAY,
  w: 7 * DAY,
  y: 365 * DAY,
};

/** The duration in seconds, or undefined when it isn't one. The empty string isn't one. */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value !== 'string' || value === '' || !DURATION.test(value)) return undefined;
  let seconds = 0;
  for (const [, count, unit] of value.matchAll(/([0-9]+)(ms|[smhdwy])/g)) {
    seconds += Number(count) * (SECONDS[unit as string] as number);
  }
  return seconds;
}
