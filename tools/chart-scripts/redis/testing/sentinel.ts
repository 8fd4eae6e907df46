/** The Sentinel of a node, started by the chart's script. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { PASSWORD } from './node';

export class Sentinel {
  /** What it has printed since its last start. */
  log = '';
  private password = PASSWORD;
  private process: ChildProcess | undefined;
  private connection: Redis | undefined;

  constructor(
    private readonly home: string,
    readonly host: string,
    readonly port: number,
    private readonly path: string,
  ) {
    mkdirSync(join(home, 'sentinel'), { recursive: true });
  }

  start(): void {
    this.log = '';
    this.process = spawn('bash', [join(this.home, 'scripts/start-sentinel.sh')], {
      env: {
        PATH: this.path,
        HOSTNAME: this.host,
        REDIS_SENTINEL_PORT: String(this.port),
        REDIS_PASSWORD: this.password,
        REDIS_STATE: join(this.home, 'sentinel-state'),
        REDIS_SELF: this.host,
        SENTINEL_CONF: join(this.home, 'sentinel/sentinel.conf'),
      },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) stream?.on('data', (text) => (this.log += text));
  }

  async kill(): Promise<void> {
    this.connection?.disconnect();
    this.connection = undefined;
    const { process } = this;
    if (process?.pid === undefined) return;
    try {
      globalThis.process.kill(-process.pid, 'SIGKILL');
    } catch {
      // gone already
    }
    if (process.exitCode === null && process.signalCode === null) await once(process, 'exit');
  }

  /** From now on it replies to nothing. */
  freeze(): void {
    process.kill(-(this.process?.pid as number), 'SIGSTOP');
  }

  /** What the test logs in with, and what the next start takes. */
  usePassword(password: string): void {
    this.password = password;
    this.connection?.disconnect();
    this.connection = undefined;
  }

  loseVolume(): void {
    rmSync(join(this.home, 'sentinel'), { recursive: true, force: true });
    mkdirSync(join(this.home, 'sentinel'));
  }

  /** The address of the primary that it knows. @returns undefined when it knows none, or doesn't respond */
  async primary(): Promise<string | undefined> {
    return (await this.ask<string[]>('GET-MASTER-ADDR-BY-NAME'))?.[0];
  }

  /** What it holds for the primary's state: `master`, and `s_down`, `o_down`, `failover_in_progress` as they come. */
  async flags(): Promise<string[]> {
    const fields = (await this.ask<string[]>('MASTER')) ?? [];
    return (field(fields, 'flags') ?? '').split(',');
  }

  /** One of its own periods, in milliseconds. @returns undefined when it doesn't respond */
  async period(name: string): Promise<number | undefined> {
    const value = field((await this.ask<string[]>('DEBUG')) ?? [], name);
    return value === undefined ? undefined : Number(value);
  }

  /** How many replicas it could promote now. It looks at them every 10 s. */
  async promotable(): Promise<number> {
    const replicas = (await this.ask<string[][]>('REPLICAS')) ?? [];
    return replicas.filter((fields) => field(fields, 'slave-priority') !== '0' && field(fields, 'flags') === 'slave')
      .length;
  }

  // --- internal ---

  private async ask<T>(command: string): Promise<T | undefined> {
    this.connection ??= new Redis({
      host: this.host,
      port: this.port,
      password: this.password,
      retryStrategy: () => 50,
      maxRetriesPerRequest: 1,
      commandTimeout: 2000,
    }).on('error', () => {});
    const words = command === 'DEBUG' ? [command] : [command, 'mymaster'];
    return (await this.connection.call('SENTINEL', ...words).catch(() => undefined)) as T | undefined;
  }
}

function field(fields: string[], name: string): string | undefined {
  return fields[fields.indexOf(name) + 1];
}
