/** A Redis primary and one replica, both with all the benchmark's items. */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort, LOAD_CORE, startServer, stop } from './processes';
import { ITEMS } from './workloads';

export class RedisPair {
  private constructor(
    readonly primaryUrl: string,
    readonly replicaUrl: string,
    private readonly processes: readonly ChildProcess[],
  ) {}

  static async start(folder: string): Promise<RedisPair> {
    const program = process.env['REDIS_SERVER_BIN'] || 'redis-server';
    const ports = [await freePort(), await freePort()] as const;
    const processes: ChildProcess[] = [];
    for (const port of ports) {
      const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
      const source = port === ports[0] ? [] : ['--replicaof', '127.0.0.1', String(ports[0])];
      const quick = ['--repl-diskless-sync-delay', '0'];
      processes.push(await startServer(LOAD_CORE, [program, ...options, ...quick, ...source], port));
    }
    const [primaryUrl, replicaUrl] = ports.map((port) => `redis://127.0.0.1:${port}`) as [string, string];
    return new RedisPair(primaryUrl, replicaUrl, processes);
  }

  /** Waits until the replica has every item. @throws Error after 30 s */
  async whenFilled(): Promise<void> {
    const client = new Redis(this.replicaUrl, { protocol: 2 });
    try {
      for (let tries = 0; tries < 300; tries += 1) {
        const keys = Array.from({ length: ITEMS }, (_, item) => `item:bench-${item}`);
        if ((await client.exists(keys)) === ITEMS) return;
        await sleep(100);
      }
    } finally {
      client.disconnect();
    }
    throw new Error('the replica does not have the items');
  }

  async stop(): Promise<void> {
    for (const process of this.processes) await stop(process);
  }
}
