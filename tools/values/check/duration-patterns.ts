/** Durations as the operator's definitions ask for them, by the start of the pattern. Prometheus knows days, Alertmanager's data has hours. */
import type { Json } from '../json';

const EXAMPLES: readonly [string, string][] = [
  ['^(0|(([0-9]+)y)?', '15s, 5m, 1h30m or 15d'],
  ['^(0|(([0-9]+)h)?', '15s, 5m, 1h30m or 120h (there are no days here)'],
];

/** What such a pattern asks for, in examples; undefined when it is about something else. */
export function durationExamples(pattern: string): string | undefined {
  return EXAMPLES.find(([start]) => pattern.startsWith(start))?.[1];
}

/** A bare number lacks its unit, which quotes don't give it. */
export function durationFix(value: Json, pattern = ''): string | undefined {
  if (typeof value !== 'number' || durationExamples(pattern) === undefined) return undefined;
  return `write it with its unit, such as ${value}s or ${value}m`;
}
