/** Amounts as the values write them, and as people read them. */

const MEBI = 2 ** 20;
const GIBI = 2 ** 30;

/** Rounded up to a multiple. Tiny excess from floating point doesn't count. */
export function roundUp(value: number, step: number): number {
  return Math.ceil((value / step) * (1 - 1e-12)) * step;
}

/** A CPU request: in steps of 50m, or whole cores. */
export function cpuQuantity(cores: number): string {
  const millis = Math.round(roundUp(cores * 1000, 50));
  return millis % 1000 === 0 ? String(millis / 1000) : `${millis}m`;
}

/** Memory in steps of 32Mi. */
export function memoryQuantity(bytes: number): string {
  return `${roundUp(bytes, 32 * MEBI) / MEBI}Mi`;
}

/** A volume in whole Gi. */
export function volumeQuantity(bytes: number): string {
  return `${roundUp(bytes, GIBI) / GIBI}Gi`;
}

/** Bytes for redis.conf, in steps of 16mb. */
export function redisBytes(bytes: number): string {
  return `${roundUp(bytes, 16 * MEBI) / MEBI}mb`;
}

/** Bytes for Prometheus, in steps of 64MB (which it counts as 2^20 each). */
export function prometheusBytes(bytes: number): string {
  return `${roundUp(bytes, 64 * MEBI) / MEBI}MB`;
}

/** A number for a reader: three digits, thousands apart. */
export function figure(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return rounded >= 1e15
    ? rounded.toExponential()
    : rounded.toLocaleString('en-US', { maximumFractionDigits: 3 }).replaceAll(',', ' ');
}

/** Seconds as Prometheus writes durations, in the largest unit that needs no fraction. */
export function durationText(seconds: number): string {
  const units: [string, number][] = [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
    ['ms', 0.001],
  ];
  const [unit, length] = units.find(([, size]) => Number.isInteger(seconds / size)) ?? ['s', 1];
  return `${Math.round(seconds / length)}${unit}`;
}
