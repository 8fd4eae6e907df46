/**
 * Starts the Redis nodes and their Sentinels, those of them that don't run.
 *
 * A node starts as a read-only one that follows nobody (parts/redis.ts). Once all of them respond, each is told its role: that
 * of the node that leads, or, where none does, of the one that is chosen by what Sentinels and nodes have kept.
 */
import type { Launcher } from '../launcher';
import { LOOPBACK, type Part } from '../part';
import type { SentinelPart } from '../parts/sentinels';
import { isRunning } from '../process-identity';
import { readRecords, stopParts } from '../processes';
import { withRedis } from '../redis-client';
import type { StateFolder } from '../state';
import type { SentinelSettings } from '../topology';
import { newestIn } from '../webapp-build';
import { decide } from './decide';
import { nodesProblem, rolesProblem, sentinelsProblem } from './health';
import { newestState, nextStates, readSentinelState, writeSentinelState } from './state-file';
import { type RedisView, type SentinelView, viewRedis, viewSentinel } from './views';

export interface NodesRequest {
  state: StateFolder;
  launcher: Launcher;
  nodes: Part[];
  sentinels: SentinelPart[];
  settings: SentinelSettings;
}

export class NodeStart {
  private readonly ports: number[];
  private readonly password: string;
  /** Of each node's data, before anything starts. */
  private readonly changedAt: number[];

  constructor(private readonly request: NodesRequest) {
    const { state, nodes } = request;
    this.ports = nodes.map(({ ports }) => ports['redis'] ?? 0);
    this.password = state.redisPassword();
    this.changedAt = nodes.map(({ name }) => newestIn(state.path('data', name)));
  }

  /** @returns what the user should know, in words; '' for nothing */
  async run(): Promise<string> {
    const { launcher, nodes, sentinels } = this.request;
    await this.untilSettled();
    launcher.start(nodes);
    await launcher.wait('the Redis nodes to respond', nodes, async () => {
      const silent = (await this.nodeViews()).indexOf(undefined);
      return silent < 0 ? '' : `redis-node-${silent} does not respond yet`;
    });
    const remark = await this.giveRoles();
    await launcher.wait('the Redis nodes to follow one of them', nodes, async () => {
      const problem = nodesProblem(await this.nodeViews(), this.ports);
      if (problem === '') await this.allowPromotion();
      return problem;
    });
    await this.startSentinels();
    await launcher.wait('the Sentinels to agree', [...nodes, ...sentinels], async () => {
      const [redis, views] = await Promise.all([this.nodeViews(), this.sentinelViews()]);
      return nodesProblem(redis, this.ports) || sentinelsProblem(views, redis, this.ports);
    });
    return remark;
  }

  // --- internal ---

  /**
   * Waits until no failover is under way. When none comes where nobody leads, the Sentinels are stopped, so that they don't
   * interfere with what is decided here.
   */
  private async untilSettled(): Promise<void> {
    const { settings, sentinels, launcher } = this.request;
    const failoverEndsAt = Date.now() + settings.downAfterMs + settings.failoverTimeoutMs;
    const settled = async () => {
      const [nodes, views] = await Promise.all([this.nodeViews(), this.sentinelViews()]);
      if (nodes.some((node) => node?.leads)) return rolesProblem(nodes, views, this.ports);
      const votes = views.filter((view) => view !== undefined).length;
      const canFailOver = votes * 2 > sentinels.length && nodes.some((node) => node !== undefined);
      if (canFailOver && Date.now() < failoverEndsAt) return 'nobody leads yet';
      await this.stopSentinels();
      return '';
    };
    await launcher.wait('the Sentinels to agree on a primary', [], settled);
  }

  private async stopSentinels(): Promise<void> {
    const { state, sentinels } = this.request;
    const names = new Set(sentinels.map(({ name }) => name));
    await stopParts(
      state,
      readRecords(state).filter((record) => names.has(record.name) && isRunning(record)),
    );
  }

  /** Has one node lead and the others follow it. */
  private async giveRoles(): Promise<string> {
    const views = (await this.nodeViews()).map((view) => view ?? NOTHING);
    const named = newestState(this.sentinelStates())?.primary;
    const candidates = views.map((view, position) => ({ ...view, changedAt: this.changedAt[position] ?? 0 }));
    const primary = decide(candidates, named);
    const port = this.ports[primary] ?? 0;
    for (const [position, view] of views.entries()) {
      if (position === primary) {
        if (!view.leads) await this.tell(position, 'REPLICAOF', 'NO', 'ONE');
      } else if (view.follows !== port) await this.tell(position, 'REPLICAOF', LOOPBACK, String(port));
    }
    if (named === undefined || named === primary || views[named] === undefined || views[named].keys > 0) return '';
    return `redis-node-${named} led before and holds no key now: redis-node-${primary} leads, with ${views[primary]?.keys} keys`;
  }

  /** Undoes the priority with which nodes start. The value is that of the chart's role.sh. */
  private async allowPromotion(): Promise<void> {
    for (const position of this.ports.keys()) await this.tell(position, 'CONFIG', 'SET', 'replica-priority', '100');
  }

  private async startSentinels(): Promise<void> {
    const { launcher, sentinels } = this.request;
    const missing = new Set(launcher.missing(sentinels));
    const nodes = await this.nodeViews();
    const states = nextStates(
      this.sentinelStates(),
      nodes.findIndex((node) => node?.leads),
    );
    for (const [position, part] of sentinels.entries()) {
      const state = states[position];
      if (missing.has(part) && state !== undefined) writeSentinelState(part, state);
    }
    launcher.start(sentinels);
  }

  private sentinelStates() {
    return this.request.sentinels.map(readSentinelState);
  }

  private nodeViews(): Promise<(RedisView | undefined)[]> {
    return Promise.all(this.ports.map((port) => viewRedis(port, this.password)));
  }

  private sentinelViews(): Promise<(SentinelView | undefined)[]> {
    return Promise.all(this.request.sentinels.map(({ ports }) => viewSentinel(ports['sentinel'] ?? 0, this.password)));
  }

  private async tell(position: number, command: string, ...args: string[]): Promise<void> {
    await withRedis(this.ports[position] ?? 0, this.password, (redis) => redis.call(command, ...args));
  }
}

const NOTHING: RedisView = { leads: false, follows: undefined, isInStep: false, keys: 0 };
