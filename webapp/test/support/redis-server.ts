/** Real Redis servers on free loopback ports, for tests. Each one is killed when its test or this process ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { atEnd } from './at-end';
import { eventually } from './eventually';
import { freePort } from './free-port';

/** Far more than any command of a test takes; a test of a hung server must not hang itself. */
const COMMAND_TIMEOUT_MS = 10_000;

const running = new Set<RedisServer>();
process.on('exit', () => {
  for (const server of running) server.kill();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));

export class RedisServer {
  private process: ChildProcess | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'webapp-redis-'));
  private readonly config = join(this.folder, 'sentinel.conf');
  private admin: Redis | undefined;

  private constructor(
    readonly port: number,
    private readonly host: string,
    private readonly args: readonly string[],
  ) {
    atEnd(() => this.stop());
  }

  /** Starts a server and waits until it replies. @param args further options, such as `--maxmemory 3mb` in two parts */
  static start(...args: string[]): Promise<RedisServer> {
    return RedisServer.startAt('127.0.0.1', undefined, ...args);
  }

  /** Starts a server at an address of its own, such as 127.0.0.2: nodes behind one name share the port. */
  static async startAt(host: string, port: number | undefined, ...args: string[]): Promise<RedisServer> {
    const server = new RedisServer(port ?? (await freePort()), host, args);
    try {
      await server.run();
    } catch (error) {
      server.kill();
      throw error;
    }
    return server;
  }

  /**
   * Starts a Sentinel that watches this server as the set `items`, and decides alone.
   *
   * @param lines of its configuration besides
   */
  async startSentinel(lines: string[] = [], port?: number, ...args: string[]): Promise<RedisServer> {
    const set = [
      `sentinel monitor items 127.0.0.1 ${this.port} 1`,
      'sentinel down-after-milliseconds items 1000',
      'sentinel failover-timeout items 3000',
      ...lines,
    ];
    return RedisServer.startSentinelAt('127.0.0.1', port ?? (await freePort()), set, ...args);
  }

  /** Starts a Sentinel with this configuration, at an address of its own. */
  static async startSentinelAt(host: string, port: number, lines: string[], ...args: string[]): Promise<RedisServer> {
    const sentinel = new RedisServer(port, host, ['--sentinel', '--bind', host, ...args]);
    writeFileSync(sentinel.config, `${lines.join('\n')}\n`);
    try {
      await sentinel.run();
    } catch (error) {
      sentinel.kill();
      throw error;
    }
    return sentinel;
  }

  /** Starts a replica of this server and waits until it is in step. */
  async startReplica(...args: string[]): Promise<RedisServer> {
    const replica = await RedisServer.start('--replicaof', '127.0.0.1', String(this.port), ...args);
    await replica.whenInStep();
    return replica;
  }

  get url(): string {
    return `redis://${this.host}:${this.port}`;
  }

  /** A connection for the test itself. */
  get client(): Redis {
    this.admin ??= this.connect();
    return this.admin;
  }

  /** Starts the server again, on the same port. */
  async run(): Promise<void> {
    const port = this.args.includes('--tls-port') ? [] : ['--port', String(this.port)];
    const options = [...port, '--bind', this.host, '--dir', this.folder, '--save', ''];
    const quick = ['--repl-diskless-sync-delay', '0', '--repl-ping-replica-period', '1', '--loglevel', 'warning'];
    const isSentinel = this.args.includes('--sentinel');
    const args = isSentinel ? [this.config, ...port, ...this.args] : [...options, ...quick, ...this.args];
    const child = spawn(binary(), args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += data));
    let failure: string | undefined;
    child.on('error', (error: NodeJS.ErrnoException) => {
      failure = error.code === 'ENOENT' ? MISSING : error.message;
    });
    child.on('exit', (code) => {
      failure ??= `redis-server ended with ${code}: ${output}`;
    });
    this.process = child;
    running.add(this);
    await eventually(async () => {
      if (failure !== undefined) throw Object.assign(new Error(failure), { final: true });
      await this.client.ping();
    });
  }

  async whenInStep(): Promise<void> {
    await eventually(async () => {
      if (!/master_link_status:up/.test(await this.client.info('replication'))) throw new Error('link is not up');
    });
  }

  /** How many keys were read here, by whichever commands. */
  async keysRead(): Promise<number> {
    const stats = await this.client.info('stats');
    const count = (name: string) => Number(new RegExp(`keyspace_${name}:(\\d+)`).exec(stats)?.[1]);
    return count('hits') + count('misses');
  }

  /** Stops the process without ending it: connections stay open and nothing replies. */
  freeze(): void {
    this.process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.process?.kill('SIGCONT');
  }

  /** Whether the process is there, frozen or not. */
  get isRunning(): boolean {
    const child = this.process;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Ends the process at once; `run` brings it back. */
  async crash(): Promise<void> {
    const child = this.process;
    if (child === undefined || !this.isRunning) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** Ends the process and removes its data. */
  async stop(): Promise<void> {
    await this.crash();
    this.kill();
  }

  /** Ends the process without waiting. */
  kill(): void {
    this.admin?.disconnect();
    this.process?.kill('SIGKILL');
    running.delete(this);
    rmSync(this.folder, { recursive: true, force: true });
  }

  // --- internal ---

  private connect(): Redis {
    const password = this.args[this.args.indexOf('--requirepass') + 1];
    const client = new Redis(this.port, this.host, {
      protocol: 2,
      retryStrategy: () => 50,
      commandTimeout: COMMAND_TIMEOUT_MS,
      ...(this.args.includes('--tls-port') ? { tls: { rejectUnauthorized: false } } : {}),
      ...(this.args.includes('--requirepass') && password !== undefined ? { password } : {}),
    });
    return client.on('error', () => {});
  }
}

// --- internal ---

const MISSING =
  'redis-server was not found: install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis) ' +
  'or name the program in REDIS_SERVER_BIN';

function binary(): string {
  return process.env['REDIS_SERVER_BIN'] || 'redis-server';
}
