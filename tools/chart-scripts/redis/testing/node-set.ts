/** The nodes of a release with Sentinel as local processes, each a Redis and a Sentinel, started by the chart's own scripts. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { waitFor } from '../../../deploy/local';
import { ground } from './ground';
import { prepareHome, RedisNode } from './node';
import { Sentinel } from './sentinel';

const NODES = 3;

export interface Pod {
  readonly redis: RedisNode;
  readonly sentinel: Sentinel;
}

export class NodeSet {
  private constructor(
    private readonly folder: string,
    readonly pods: readonly Pod[],
  ) {}

  /** Nothing runs before `start`. It all ends with the test. */
  static async create(t: TestContext): Promise<NodeSet> {
    const { folder, port, sentinelPort, network, path } = await ground();
    const hosts = Array.from({ length: NODES }, (_, i) => `${network}.${i + 1}`);
    const pods = hosts.map((host, i): Pod => {
      const home = join(folder, `node-${i}`);
      prepareHome(home, host, 'replica');
      const redis = new RedisNode(`node-${i}`, home, host, port, 'replica', path);
      const facts = {
        'node-hosts': `${hosts.join('\n')}\n`,
        'node-port': port,
        'sentinel-port': sentinelPort,
        'sentinel-configuration': `bind ${host}\n`,
        'master-set': 'mymaster',
        'announce-domain': '',
        'data-folder': join(home, 'data'),
        quorum: 2,
        'down-after': 2000,
        'failover-timeout': 10_000,
        'parallel-syncs': 1,
      };
      for (const [name, value] of Object.entries(facts)) redis.setFact(name, String(value));
      return { redis, sentinel: new Sentinel(home, host, sentinelPort, path) };
    });
    const set = new NodeSet(folder, pods);
    t.after(() => set.end());
    return set;
  }

  /** Starts pods, or of them what is given. */
  start(pods: readonly Partial<Pod>[] = this.pods): void {
    for (const { redis, sentinel } of pods) {
      redis?.start();
      sentinel?.start();
    }
  }

  /** Ends pods at once, as a lost machine does. */
  async kill(pods = this.pods): Promise<void> {
    await Promise.all(pods.flatMap(({ redis, sentinel }) => [redis.kill(), sentinel.kill()]));
  }

  /** From now on the pod replies to nothing, as one that hangs or is cut off. */
  async freeze({ redis, sentinel }: Pod): Promise<void> {
    process.kill((await redis.serverPid()) as number, 'SIGSTOP');
    sentinel.freeze();
  }

  /** Ends a pod as Kubernetes does: each container by itself, its hook first. */
  async stop({ redis, sentinel }: Pod): Promise<void> {
    await Promise.all([
      redis.run('stop-node.sh').then(() => redis.stop()),
      redis.run('stop-sentinel.sh').then(() => sentinel.kill()),
    ]);
  }

  /** Waits until one node leads that every Sentinel names, and all others follow it and could be promoted. @returns the one that leads */
  async untilWhole(pods = this.pods, timeoutMs = 60_000): Promise<Pod> {
    let leader: Pod | undefined;
    await waitFor(
      async () => {
        const roles = await Promise.all(pods.map(({ redis }) => redis.info('role').catch(() => '')));
        const named = await Promise.all(pods.map(({ sentinel }) => sentinel.primary()));
        const links = await Promise.all(pods.map(({ redis }) => redis.info('master_link_status').catch(() => '')));
        const promotable = await Promise.all(pods.map(({ sentinel }) => sentinel.promotable()));
        leader = pods[roles.indexOf('master')];
        const whole =
          roles.filter((role) => role === 'master').length === 1 &&
          links.filter((link) => link === 'up').length === pods.length - 1 &&
          named.every((host) => host === leader?.redis.host) &&
          promotable.every((count) => count === pods.length - 1);
        const logs = pods.map(({ redis, sentinel }) => `${redis.log.slice(-300)}\n--\n${sentinel.log.slice(-600)}`);
        return (
          whole || `roles ${roles}, links ${links}, named ${named}, promotable ${promotable}\n${logs.join('\n==\n')}`
        );
      },
      { what: 'one primary that all agree on', timeoutMs },
    );
    return leader as Pod;
  }

  // --- internal ---

  private async end(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
