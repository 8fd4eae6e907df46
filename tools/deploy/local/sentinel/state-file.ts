/**
 * What a Sentinel keeps over restarts, in its own configuration file, which it writes anew whenever it learns something.
 * `up` keeps its id, its epochs and the primary. It learns the other nodes and Sentinels again within seconds; so it forgets those
 * that are no longer wanted, and all may have other ports than before.
 */
import { existsSync, readFileSync } from 'node:fs';
import { LOOPBACK } from '../part';
import type { SentinelPart } from '../parts/sentinels';
import { writePrivately } from '../state';

export interface SentinelState {
  id: string | undefined;
  /** The node that it holds for the primary, by its position among the nodes; undefined when there is no such node. */
  primary: number | undefined;
  /** Of this primary: it rises with each failover. */
  configEpoch: number;
  /** The highest that it has seen. */
  currentEpoch: number;
  /** In which it voted last. */
  leaderEpoch: number;
}

/** What the file holds. @returns undefined when the Sentinel has never run */
export function readSentinelState({ file }: Pick<SentinelPart, 'file'>): SentinelState | undefined {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const monitored = /^sentinel monitor \S+ \S+ (\d+) /m.exec(text)?.[1];
  if (monitored === undefined) return undefined;
  const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0);
  const ports = new RegExp(`^${NODES}(.*)$`, 'm').exec(text)?.[1]?.split(' ') ?? [];
  const primary = ports.indexOf(monitored);
  return {
    id: /^sentinel myid (\w+)$/m.exec(text)?.[1],
    primary: primary < 0 ? undefined : primary,
    configEpoch: number(/^sentinel config-epoch \S+ (\d+)$/m),
    currentEpoch: number(/^sentinel current-epoch (\d+)$/m),
    leaderEpoch: number(/^sentinel leader-epoch \S+ (\d+)$/m),
  };
}

/** Writes the file that a Sentinel starts with. */
export function writeSentinelState(part: SentinelPart, state: SentinelState & { primary: number }): void {
  const { settings, nodePorts, lines } = part;
  const { id, primary, configEpoch, currentEpoch, leaderEpoch } = state;
  const text = [
    // Sentinel keeps comments. The ports may be others at the next start.
    `${NODES}${nodePorts.join(' ')}`,
    `sentinel monitor ${settings.masterSet} ${LOOPBACK} ${nodePorts[primary]} ${settings.quorum}`,
    ...lines,
    ...(id === undefined ? [] : [`sentinel myid ${id}`]),
    `sentinel current-epoch ${currentEpoch}`,
    `sentinel config-epoch ${settings.masterSet} ${configEpoch}`,
    `sentinel leader-epoch ${settings.masterSet} ${leaderEpoch}`,
  ];
  writePrivately(part.file, `${text.join('\n')}\n`);
}

/** Of several Sentinels' states the one that a failover has made last. @returns undefined when none of them knows a primary */
export function newestState(states: readonly (SentinelState | undefined)[]): SentinelState | undefined {
  const known = states.filter((state) => state !== undefined);
  return known.sort((a, b) => b.configEpoch - a.configEpoch)[0];
}

/**
 * What all Sentinels start with. The epoch rises when the primary isn't the one that they knew, as after a failover: a Sentinel that
 * is away, and comes back with what it knew, then believes the others.
 */
export function nextStates(
  states: readonly (SentinelState | undefined)[],
  primary: number,
): (SentinelState & { primary: number })[] {
  const newest = newestState(states);
  const isNews = newest !== undefined && newest.primary !== primary;
  const highest = Math.max(0, ...states.map((state) => Math.max(state?.currentEpoch ?? 0, state?.configEpoch ?? 0)));
  const currentEpoch = isNews ? highest + 1 : highest;
  const configEpoch = isNews ? currentEpoch : (newest?.configEpoch ?? 0);
  return states.map((state) => ({
    ...{ id: state?.id, primary, configEpoch, currentEpoch },
    leaderEpoch: state?.leaderEpoch ?? 0,
  }));
}

// --- internal ---

const NODES = '# ports of the nodes: ';
