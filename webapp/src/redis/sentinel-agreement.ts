/**
 * What the Sentinels' replies say together: which node is the primary.
 *
 * One Sentinel alone isn't believed at once. It may be cut off from the others together with the old primary, and then
 * names that one for as long as it is.
 */
import type { HostAndPort } from '../config/sentinels';
import { sameAddress } from './address';

/**
 * - `agreed`: enough Sentinels name the same node
 * - `alone`: a single one can be reached
 * - `disagreed`: they name different nodes, and none of these has a majority
 * - `unreachable`: none can be reached
 */
export type AgreementState = 'agreed' | 'alone' | 'disagreed' | 'unreachable';

export interface Verdict {
  readonly state: AgreementState;
  /** Where a new connection may go; undefined: nowhere yet. */
  readonly primary: HostAndPort | undefined;
}

/** For how long a single Sentinel must have been the only one that can be reached before it is believed. */
export const ALONE_MS = 3000;

export class Agreement {
  private last: HostAndPort | undefined;
  private aloneSinceMs: number | undefined;

  /** @param configured how many Sentinels there are */
  constructor(private readonly configured: number) {}

  /**
   * @param named what each Sentinel names that can be reached now
   * @param nowMs the time, on any clock that never goes back
   */
  judge(named: readonly HostAndPort[], nowMs: number): Verdict {
    const alone = named.length === 1 && this.configured > 1;
    this.aloneSinceMs = alone ? (this.aloneSinceMs ?? nowMs) : undefined;
    const verdict = alone ? this.ofOne(named[0] as HostAndPort, nowMs) : this.ofAll(named);
    this.last = verdict.primary ?? this.last;
    return verdict;
  }

  // --- internal ---

  private ofOne(primary: HostAndPort, nowMs: number): Verdict {
    // Nothing speaks against the node that was agreed on when this one names it too.
    const isKnown = this.last !== undefined && sameAddress(this.last, primary);
    const isOldEnough = nowMs - (this.aloneSinceMs ?? nowMs) >= ALONE_MS;
    return { state: 'alone', primary: isKnown || isOldEnough ? primary : undefined };
  }

  private ofAll(named: readonly HostAndPort[]): Verdict {
    const [first] = named;
    // Without Sentinels the primary that was agreed on last goes on being used.
    if (first === undefined) return { state: 'unreachable', primary: this.last };
    if (named.every((each) => sameAddress(each, first))) return { state: 'agreed', primary: first };
    const votesFor = (node: HostAndPort) => named.filter((each) => sameAddress(each, node)).length;
    const primary = named.find((each) => 2 * votesFor(each) > this.configured);
    return { state: primary === undefined ? 'disagreed' : 'agreed', primary };
  }
}
