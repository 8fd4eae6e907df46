/** The Sentinels together: which node they hold for the primary, and which ones for its replicas. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { RedisConfig, SentinelConfig } from '../config/config';
import type { HostAndPort } from '../config/sentinels';
import type { SentinelMetrics } from '../metrics/sentinel-metrics';
import { addressText, sameAddress } from './address';
import { Agreement, type AgreementState, type Verdict } from './sentinel-agreement';
import { SentinelLink, type SentinelStatus } from './sentinel-link';

/** How the Sentinels see the primary, for people. */
export interface SentinelsStatus {
  readonly state: AgreementState;
  /** The node that they are believed to hold for the primary. */
  readonly primary?: string;
  readonly sentinels: readonly SentinelStatus[];
}

/** How long the first look-up of replicas waits for a first reply of any Sentinel. */
const FIRST_REPLY_MS = 1000;

const STATE_LINES: Record<AgreementState, string> = {
  agreed: 'the Sentinels agree on the primary',
  alone: 'only one Sentinel can be reached; it is believed when that lasts',
  disagreed: 'the Sentinels name different primaries; waiting until they agree',
  unreachable: 'no Sentinel can be reached; the primary that is known stays in use',
};

export class Sentinels {
  private readonly links: readonly SentinelLink[];
  private readonly agreement: Agreement;
  private verdict: Verdict = { state: 'unreachable', primary: undefined };
  private readonly listeners = new Set<() => void>();
  /** The primary that was agreed on last. */
  private last: HostAndPort | undefined;
  private readonly heard = Promise.withResolvers<void>();
  private closed = false;

  constructor(
    { nodes, masterSet }: SentinelConfig,
    config: RedisConfig,
    private readonly metrics: SentinelMetrics | undefined,
    private readonly log: Logger,
  ) {
    this.agreement = new Agreement(nodes.length);
    this.links = nodes.map((node) => new SentinelLink(node, masterSet, config, log, () => this.judge()));
  }

  /** Where a new connection to the primary may go; undefined while nobody is to be believed. */
  get primary(): HostAndPort | undefined {
    return this.verdict.primary;
  }

  /** From now on calls this whenever `primary` changes. @returns ends that */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Asks all Sentinels at once for the replicas that are up, and takes every one that any of them names. One whose primary
   * isn't the one that was agreed on isn't heard: it counts the present primary among the replicas.
   *
   * @throws Error when none replies
   */
  async replicas(): Promise<HostAndPort[]> {
    await Promise.race([this.heard.promise, sleep(FIRST_REPLY_MS, undefined, { ref: false })]);
    const { last } = this;
    const fitting = this.links.filter(
      ({ named }) => named !== undefined && (last === undefined || isSame(named, last)),
    );
    const replies = await Promise.allSettled(fitting.map((link) => link.replicas()));
    const lists = replies.filter((reply) => reply.status === 'fulfilled').map(({ value }) => value);
    if (lists.length === 0) throw new Error('no Sentinel names the replicas');
    const found = new Map(lists.flat().map((node) => [addressText(node), node]));
    return [...found.values()].filter((node) => !isSame(node, this.last));
  }

  status(): SentinelsStatus {
    const { state, primary } = this.verdict;
    const sentinels = this.links.map((link) => link.describe());
    return { state, ...(primary === undefined ? {} : { primary: addressText(primary) }), sentinels };
  }

  close(): void {
    this.closed = true;
    this.listeners.clear();
    for (const link of this.links) link.close();
  }

  // --- internal ---

  private judge(): void {
    if (this.closed) return;
    const before = this.verdict;
    const named = this.links.map((link) => link.named).filter((primary) => primary !== undefined);
    if (named.length > 0) this.heard.resolve();
    this.verdict = this.agreement.judge(named, performance.now());
    this.metrics?.reachable(this.links.filter(({ reached }) => reached).length);
    const { state, primary } = this.verdict;
    const hasMoved = primary !== undefined && !isSame(primary, this.last);
    // Until the first agreement a state may last no longer than from one reply to the next.
    const isNews = state !== before.state && (this.last !== undefined || state === 'disagreed');
    if (hasMoved || isNews) this.tell();
    if (hasMoved && this.last !== undefined) this.metrics?.switched();
    this.last = primary ?? this.last;
    if (!isSame(primary, before.primary)) for (const listener of this.listeners) listener();
  }

  private tell(): void {
    const { state, ...rest } = this.status();
    const names = rest.sentinels.map((each) => `${each.sentinel}: ${each.names ?? each.error ?? 'no reply'}`);
    const level = state === 'agreed' ? 'info' : 'warn';
    this.log[level]({ primary: rest.primary, names }, STATE_LINES[state]);
  }
}

// --- internal ---

function isSame(a: HostAndPort | undefined, b: HostAndPort | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && sameAddress(a, b));
}
