/** Test series in plain words ("1 for 5m, 0", "+2/s", "gone"), turned into promtool's notation. */

import { StackError } from '../../deploy/errors';
import { parseDuration } from '../../values/units/duration';

/** The clock of a case: promtool's `interval` and how long its series last, both in seconds. */
export interface Clock {
  stepSeconds: number;
  lengthSeconds: number;
}

/**
 * promtool's `values` for a series: comma-separated parts, each `VALUE for DURATION`, the last one until the end.
 * VALUE is a number (gauge), `+N/s` (counter, goes on from where it was) or `gone` (the target has vanished).
 *
 * @throws StackError that quotes the part it can't read
 */
export function promtoolValues(text: string | number, clock: Clock): string {
  const total = Math.floor(clock.lengthSeconds / clock.stepSeconds);
  const out: string[] = [];
  let level = 0;
  let left = total;
  for (const part of String(text).split(',')) {
    const match = /^\s*(\S+)(?:\s+for\s+(\S+))?\s*$/.exec(part);
    if (match?.[1] === undefined) throw new StackError(`can't read "${part}" in "${text}"`);
    const samples = match[2] === undefined ? left : Math.floor(seconds(match[2]) / clock.stepSeconds);
    const [value, next] = run(match[1], level, samples, clock);
    out.push(value);
    level = next;
    left -= samples;
  }
  return out.join(' ');
}

/** Seconds of "90s", "5m" or "3h30m". @throws StackError for anything else */
export function seconds(duration: string): number {
  const parsed = parseDuration(duration);
  if (parsed === undefined) throw new StackError(`"${duration}" is no duration such as 90s, 5m or 3h30m`);
  return parsed;
}

// --- internal ---

/** So many samples of one value, and the level that a counter has reached at their end. */
function run(value: string, level: number, samples: number, clock: Clock): [text: string, level: number] {
  if (value === 'gone') return [`stale _x${Math.max(samples - 1, 1)}`, 0];
  const rate = /^\+([0-9.]+)\/s$/.exec(value);
  if (rate !== null) {
    const step = Number((Number(rate[1]) * clock.stepSeconds).toFixed(6));
    return [`${level}+${step}x${samples - 1}`, level + step * samples];
  }
  if (!/^-?[0-9.]+$/.test(value)) throw new StackError(`"${value}" is no number, no rate such as +2/s, and not "gone"`);
  return [`${value}x${samples - 1}`, Number(value)];
}
