/** A Redis node set up as the chart does it, with the web app's own scripts. */
import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { cpuSeconds, freePort, LOAD_CORE, startServer, stop } from '../../../webapp/bench/processes';
import { type Client, EXPIRY_KEY, INDEX_KEY, itemKey, SCRIPTS } from '../../../webapp/src/redis/scripts';
import { residentBytes } from './sizes';

/** The chart's own defaults, without `maxmemory`: here nothing is to be refused. */
const CONFIGURATION = [
  '--appendonly',
  'yes',
  '--appendfsync',
  'everysec',
  '--save',
  '',
  '--maxmemory-policy',
  'noeviction',
];
const AT_ONCE = 100;
/** Items that expire cost Redis most; none does within a measurement. */
export const TTL_MS = 3_600_000;

export interface WriteOptions {
  /** How long the items exist; 0: for ever. */
  ttlMs?: number;
  /** Makes ids of numbers. */
  idOf?: (number: number) => string;
  /** How many writes are sent before their replies are waited for. */
  atOnce?: number;
}

export class RedisNode {
  readonly client: Client;

  private constructor(
    readonly folder: string,
    readonly port: number,
    private readonly args: readonly string[],
    private child: ChildProcess,
  ) {
    this.client = new Redis(port, '127.0.0.1', { protocol: 2, scripts: SCRIPTS }) as Client;
    this.client.on('error', () => {});
  }

  /** @param source the primary that it follows */
  static async start(
    folder: string,
    { core = LOAD_CORE, source, args = [] }: { core?: number; source?: RedisNode; args?: readonly string[] } = {},
  ): Promise<RedisNode> {
    const port = await freePort();
    const data = join(folder, `redis-${port}`);
    mkdirSync(data);
    const link = source ? ['--replicaof', '127.0.0.1', String(source.port)] : [];
    const address = ['--port', String(port), '--bind', '127.0.0.1', '--dir', data, '--loglevel', 'warning'];
    const all = [...address, ...CONFIGURATION, '--repl-diskless-sync-delay', '0', ...link, ...args];
    const command = [process.env['REDIS_SERVER_BIN'] || 'redis-server', ...all];
    return new RedisNode(data, port, [String(core), ...command], await startServer(core, command, port));
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Processor time so far, in µs, without child processes. */
  get cpuMicros(): number {
    return cpuSeconds(this.child) * 1e6;
  }

  get residentBytes(): number {
    return residentBytes(this.child);
  }

  /** A field of INFO as a number. */
  async info(field: string): Promise<number> {
    const text = await this.client.info('everything');
    const match = new RegExp(`^${field}:(\\d+(?:\\.\\d+)?)`, 'm').exec(text);
    if (!match) throw new Error(`INFO has no ${field}`);
    return Number(match[1]);
  }

  /** Waits for a state of INFO, looking every 20 ms. @throws Error after two minutes */
  async until(pattern: RegExp, meanwhile: () => void = () => {}): Promise<void> {
    const deadline = performance.now() + 120_000;
    for (;;) {
      const text = await this.client.info('everything').catch(() => '');
      meanwhile();
      if (pattern.test(text)) return;
      if (performance.now() > deadline) throw new Error(`${pattern} did not come true`);
      await sleep(20);
    }
  }

  /** Writes items as the web app does, which expire unless told otherwise. @param ids as numbers */
  async write(
    ids: Iterable<number>,
    value: string,
    { ttlMs = TTL_MS, idOf = itemId, atOnce = AT_ONCE }: WriteOptions = {},
  ): Promise<void> {
    let batch: Promise<number>[] = [];
    for (const number of ids) {
      const id = idOf(number);
      batch.push(this.client.putItem(itemKey(id), INDEX_KEY, EXPIRY_KEY, '', id, value, ttlMs));
      if (batch.length < atOnce) continue;
      await Promise.all(batch);
      batch = [];
    }
    await Promise.all(batch);
  }

  /** Ends the process as a pod is ended, and starts it again; resolves when it has its data. */
  async restart(): Promise<void> {
    const [core = '', ...command] = this.args;
    await stop(this.child, 'SIGTERM');
    this.child = await startServer(Number(core), command, this.port);
    await this.until(/^loading:0/m);
  }

  /** Stops the process without ending it: its connections stay open and take nothing. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  async stop(): Promise<void> {
    this.client.disconnect();
    await stop(this.child);
  }
}

/** An id as `POST /items` makes them, 36 characters long. */
export function itemId(number: number): string {
  return `018f3a2b-7c4d-7e5f-8a9b-${String(number).padStart(12, '0')}`;
}

/** Numbers from 0, or from `first`. */
export function* upTo(count: number, first = 0): Generator<number> {
  for (let number = first; number < first + count; number += 1) yield number;
}

/** Random numbers below a bound. */
export function* randomBelow(bound: number, count: number): Generator<number> {
  for (let turn = 0; turn < count; turn += 1) yield Math.floor(Math.random() * bound);
}
