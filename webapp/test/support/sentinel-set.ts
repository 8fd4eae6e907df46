/** Three Redis nodes and three Sentinels, each of them a real process, on a network that can be cut. */
import assert from 'node:assert/strict';
import type { Redis } from 'ioredis';
import { eventually } from './eventually';
import { type Member, Network } from './partitions';
import { RedisServer } from './redis-server';

export const MASTER_SET = 'items';
const QUORUM = 2;

export interface Place extends Member {
  readonly server: RedisServer;
}

/** Times as `performance.now()` tells them. */
export interface Switch {
  /** When the first Sentinel told of it. */
  readonly toldMs: number;
  /** When a client that learnt of it then had its first write at the new primary, which may not take any before it has a replica. */
  readonly writableMs: Promise<number>;
}

export class SentinelSet {
  /** The last switch, once a Sentinel has told of it. */
  lastSwitch: Switch | undefined;
  private readonly subscribers: Redis[] = [];

  private constructor(
    readonly network: Network,
    readonly nodes: readonly Place[],
    readonly sentinels: readonly Place[],
  ) {}

  /** Starts it; the first node is the primary. @param options of each node, such as `--min-replicas-to-write`, `1` */
  static async start(...options: string[]): Promise<SentinelSet> {
    const network = new Network();
    const nodes: Place[] = [];
    for (const name of ['node-1', 'node-2', 'node-3']) {
      const member = await network.join(name);
      const [primary] = nodes;
      const role = primary === undefined ? [] : ['--replicaof', primary.address, String(primary.port)];
      const { address, ownAddress, port } = member;
      const announced = ['--replica-announce-ip', address, '--replica-announce-port', String(port)];
      const own = ['--bind-source-addr', address, '--protected-mode', 'no', '--repl-backlog-size', '16mb'];
      const server = await RedisServer.startAt(ownAddress, port, ...own, ...announced, ...role, ...options);
      if (primary !== undefined) await server.whenInStep();
      nodes.push({ ...member, server });
    }
    const [primary] = nodes as [Place];
    const sentinels: Place[] = [];
    for (const name of ['sentinel-1', 'sentinel-2', 'sentinel-3']) {
      const member = await network.join(name);
      const lines = [
        `sentinel monitor ${MASTER_SET} ${primary.address} ${primary.port} ${QUORUM}`,
        `sentinel down-after-milliseconds ${MASTER_SET} 2000`,
        `sentinel failover-timeout ${MASTER_SET} 5000`,
        `sentinel announce-ip ${member.address}`,
        `sentinel announce-port ${member.port}`,
      ];
      const source = ['--bind-source-addr', member.address];
      const server = await RedisServer.startSentinelAt(member.ownAddress, member.port, lines, ...source);
      sentinels.push({ ...member, server });
    }
    const set = new SentinelSet(network, nodes, sentinels);
    await set.listen();
    await set.whenSettled();
    return set;
  }

  /** What the service needs to follow it. */
  get env(): Record<string, string> {
    const list = this.sentinels.map(({ address, port }) => `${address}:${port}`).join(',');
    return { REDIS_SENTINELS: list, REDIS_MASTER_SET: MASTER_SET, REPLICA_DISCOVERY_INTERVAL_MS: '500' };
  }

  /** The node that a Sentinel names. */
  async primaryBy({ server }: Place): Promise<Place> {
    const reply = (await server.client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER_SET)) as string[];
    const found = this.nodes.find(({ address, port }) => address === reply[0] && port === Number(reply[1]));
    assert.ok(found, `${reply} is none of the nodes`);
    return found;
  }

  /** Waits until these Sentinels name another primary than this one. @returns that one */
  whenMoved(from: Place, by: readonly Place[] = this.sentinels): Promise<Place> {
    return eventually(async () => {
      const named = await Promise.all(by.map((sentinel) => this.primaryBy(sentinel)));
      const [first] = named as [Place];
      assert.ok(named.every((each) => each === first && each !== from));
      return first;
    }, SETTLE_LIMIT_MS);
  }

  /** Makes the Sentinels fail over while everything is well. One may have too old a view of the replicas, and give up. */
  async failOver(from: Place): Promise<void> {
    const [sentinel] = this.sentinels as [Place];
    const hasMoved = async () => assert.notEqual(await this.primaryBy(sentinel), from);
    await eventually(async () => {
      await sentinel.server.client.call('SENTINEL', 'FAILOVER', MASTER_SET).catch(() => {});
      await eventually(hasMoved, ABORT_MS);
    }, SETTLE_LIMIT_MS);
  }

  /** Waits until all agree on a primary which has two replicas in step, and know one another. @returns the primary */
  whenSettled(): Promise<Place> {
    return eventually(async () => {
      const named = await Promise.all(this.sentinels.map((sentinel) => this.primaryBy(sentinel)));
      const [primary] = named as [Place];
      assert.ok(named.every((each) => each === primary));
      for (const { server } of this.sentinels) {
        const fields = (await server.client.call('SENTINEL', 'MASTER', MASTER_SET)) as string[];
        const value = (name: string) => fields[fields.indexOf(name) + 1];
        assert.deepEqual([value('flags'), value('num-slaves'), value('num-other-sentinels')], ['master', '2', '2']);
        const replicas = (await server.client.call('SENTINEL', 'REPLICAS', MASTER_SET)) as string[][];
        for (const replica of replicas) assert.equal(replica[replica.indexOf('flags') + 1], 'slave');
      }
      for (const { server } of this.nodes.filter((node) => node !== primary)) {
        const info = await server.client.info('replication');
        assert.match(info, new RegExp(`master_host:${primary.address}\r\n`));
        assert.match(info, /master_link_status:up/);
      }
      return primary;
    }, SETTLE_LIMIT_MS);
  }

  /** Brings back all that a test took away, and waits until it has come together again. @returns the primary */
  async restore(): Promise<Place> {
    this.network.heal();
    for (const { server } of [...this.nodes, ...this.sentinels]) {
      server.thaw();
      if (!server.isRunning) await server.run();
    }
    const primary = await this.whenSettled();
    this.lastSwitch = undefined;
    return primary;
  }

  async stop(): Promise<void> {
    for (const subscriber of this.subscribers) subscriber.disconnect();
    for (const { server } of [...this.sentinels, ...this.nodes]) await server.stop();
    this.network.close();
  }

  // --- internal ---

  private async listen(): Promise<void> {
    for (const { server } of this.sentinels) {
      const subscriber = server.client.duplicate();
      subscriber.on('error', () => {});
      // The message is "<set> <old host> <old port> <new host> <new port>".
      subscriber.on('message', (_channel, message: string) => {
        const [, , , host, port] = message.split(' ');
        const now = this.nodes.find((node) => node.address === host && node.port === Number(port));
        if (now) this.lastSwitch ??= { toldMs: performance.now(), writableMs: whenWritable(now) };
      });
      await subscriber.subscribe('+switch-master');
      this.subscribers.push(subscriber);
    }
  }
}

// --- internal ---

/** A Sentinel that was cut off may take this long to find the others again. */
const SETTLE_LIMIT_MS = 90_000;
/** A failover on demand that has done nothing for so long was given up. */
const ABORT_MS = 8000;

async function whenWritable({ server }: Place): Promise<number> {
  await eventually(() => server.client.set('writable', '1'), SETTLE_LIMIT_MS).catch(() => {});
  return performance.now();
}
