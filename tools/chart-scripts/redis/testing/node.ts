/** One Redis node, started by the chart's scripts. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { StackError, waitFor } from '../../../deploy/local';

/** Of every node and Sentinel, unless a test says otherwise. */
export const PASSWORD = 'secret';
const WAIT_MS = 60_000;
const SCRIPTS = resolve(__dirname, '../../../../chart/files/redis');
/** As the chart sets it by default. */
const CONFIGURATION = ['appendonly yes', 'appendfsync everysec', 'save ""', 'repl-diskless-sync-delay 0'];

/** Lays out what the volumes and ConfigMaps of a pod hold. @param configuration lines of redis.conf, after the default ones */
export function prepareHome(
  home: string,
  host: string,
  role: 'master' | 'replica',
  configuration: string[] = [],
): void {
  for (const folder of ['data', 'etc', 'mounted', 'state']) mkdirSync(join(home, folder), { recursive: true });
  cpSync(SCRIPTS, join(home, 'scripts'), { recursive: true });
  const lines = [...CONFIGURATION, ...configuration, `bind ${host}`];
  writeFileSync(join(home, 'mounted/redis.conf'), `${lines.join('\n')}\n`);
  writeFileSync(join(home, `mounted/${role}.conf`), `dir ${home}/data\n`);
}

export class RedisNode {
  /** What the scripts and Redis have printed since the last start. */
  log = '';
  password = PASSWORD;
  private process: ChildProcess | undefined;
  private connection: Redis | undefined;

  constructor(
    readonly name: string,
    private readonly home: string,
    readonly host: string,
    readonly port: number,
    private readonly role: 'master' | 'replica',
    private readonly path: string,
  ) {}

  /**
   * Starts it as its container would. In a process group of its own, which is what a container is to the kernel.
   *
   * @param maxFileBytes no file may grow beyond it: to Redis, as good as a full volume
   */
  start(maxFileBytes?: number): void {
    this.log = '';
    const script = this.script(this.role === 'master' ? 'start-primary.sh' : 'start-replica.sh');
    const limit = maxFileBytes === undefined ? '' : `ulimit -S -f ${Math.floor(maxFileBytes / 1024)}; trap '' XFSZ; `;
    this.process = spawn('bash', ['-c', `${limit}exec bash "$0"`, script], {
      env: this.environment(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) stream?.on('data', (text) => (this.log += text));
  }

  /** Ends it as Kubernetes does, gracefully. @returns the exit code, null when a signal has ended it */
  async stop(): Promise<number | null> {
    this.disconnect();
    const { process } = this;
    if (process === undefined || !this.running) return process?.exitCode ?? null;
    const ended = once(process, 'exit', { signal: AbortSignal.timeout(WAIT_MS) });
    process.kill('SIGTERM');
    const [code] = await ended;
    return code;
  }

  /** Ends it and all that it started at once. */
  async kill(): Promise<void> {
    this.disconnect();
    const { process } = this;
    if (process?.pid === undefined) return;
    try {
      globalThis.process.kill(-process.pid, 'SIGKILL');
    } catch {
      // gone already
    }
    if (process.exitCode === null && process.signalCode === null) await once(process, 'exit');
  }

  /** Takes the volume away: the next start finds an empty one. */
  loseVolume(): void {
    rmSync(this.file('data'), { recursive: true, force: true });
    mkdirSync(this.file('data'));
  }

  file(name: string): string {
    return join(this.home, name);
  }

  setFact(name: string, value: string): void {
    writeFileSync(this.file(`scripts/${name}`), value);
  }

  /** Runs one of the scripts beside the running node, as a probe does. @returns exit code and output */
  async run(script: string, ...args: string[]): Promise<{ code: number; output: string }> {
    try {
      const { stdout } = await promisify(execFile)('bash', [this.script(script), ...args], { env: this.environment() });
      return { code: 0, output: stdout };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, output: stdout + stderr };
    }
  }

  /** A connection for the test. */
  get redis(): Redis {
    this.connection ??= new Redis({
      host: this.host,
      port: this.port,
      password: this.password,
      commandTimeout: 10_000,
      retryStrategy: () => 50,
      maxRetriesPerRequest: null,
    }).on('error', () => {});
    return this.connection;
  }

  disconnect(): void {
    this.connection?.disconnect();
    this.connection = undefined;
  }

  /** Keys apart from the history's own. */
  async keys(): Promise<number> {
    return (await this.redis.dbsize()) - (await this.redis.exists('tme1crv:history'));
  }

  async info(field: string): Promise<string> {
    return new RegExp(`^${field}:(.*?)\r?$`, 'm').exec(await this.redis.info())?.[1] ?? '';
  }

  /** Waits until this replica follows and has all data, on its volume too: before that Redis takes no stop signal. */
  async untilInStep(): Promise<void> {
    const follows = async () => (await this.info('master_link_status')) === 'up' && (await this.idle());
    await waitFor(follows, this.waiting('to follow the primary'));
  }

  /** Waits until it leads (master) or follows (slave). */
  async untilRole(role: 'master' | 'slave'): Promise<void> {
    const has = async () => (await this.info('role')) === role || `its log ends with: ${this.log.slice(-2000)}`;
    await waitFor(has, this.waiting(`to be a ${role}`));
  }

  /** Waits until its append-only file isn't being written anew. */
  async untilIdle(): Promise<void> {
    await waitFor(() => this.idle(), this.waiting('to have written its append-only file'));
  }

  /** Waits until nothing is in memory that belongs into its append-only file. */
  async untilWritten(): Promise<void> {
    const written = async () => Number(await this.info('aof_buffer_length')) === 0;
    await waitFor(written, this.waiting('to have handed its append-only file to the kernel'));
  }

  /** Waits until the log holds a text. */
  async untilLog(text: string | RegExp): Promise<void> {
    const found = () => (typeof text === 'string' ? this.log.includes(text) : text.test(this.log));
    await waitFor(async () => found() || `its log ends with: ${this.log.slice(-2000)}`, this.waiting(`to log ${text}`));
  }

  /** Waits until it responds. */
  async untilReady(): Promise<void> {
    await waitFor(async () => {
      if (!this.running) throw new StackError(`${this.name} has ended: ${this.log.slice(-1000)}`);
      const { code, output } = await this.run('ready.sh');
      return code === 0 || `${output}; its log ends with: ${this.log.slice(-1000)}`;
    }, this.waiting('to be ready'));
  }

  get listens(): Promise<boolean> {
    const probe = new Redis({ host: this.host, port: this.port, lazyConnect: true, retryStrategy: () => null });
    probe.on('error', () => {});
    return probe
      .connect()
      .then(
        () => true,
        (error) => String(error).includes('NOAUTH'),
      )
      .finally(() => probe.disconnect());
  }

  get running(): boolean {
    return this.process !== undefined && this.process.exitCode === null && this.process.signalCode === null;
  }

  /** The process id of its Redis, or undefined. */
  async serverPid(): Promise<number | undefined> {
    const { stdout } = await promisify(execFile)('pgrep', [
      '-g',
      String(this.process?.pid),
      '-x',
      'redis-server',
    ]).catch(() => ({ stdout: '' }));
    return stdout === '' ? undefined : Number(stdout.split('\n')[0]);
  }

  /** Takes the limit of `start` away. */
  async freeVolume(): Promise<void> {
    await this.limitFiles('unlimited');
  }

  /** Sets the limit of `start` anew. Only after a start with a limit: otherwise the kernel ends a Redis that reaches it. */
  async limitFiles(maxFileBytes: number | 'unlimited'): Promise<void> {
    await promisify(execFile)('prlimit', [`--fsize=${maxFileBytes}:`, '--pid', String(await this.serverPid())]);
  }

  /** What its containers' scripts see of the outside. */
  environment(): NodeJS.ProcessEnv {
    return {
      PATH: this.path,
      HOSTNAME: this.host,
      REDIS_PORT: String(this.port),
      REDIS_PASSWORD: this.password,
      REDIS_ETC: this.file('etc'),
      REDIS_MOUNTED_ETC: this.file('mounted'),
      REDIS_STATE: this.file('state'),
      REDIS_SELF: this.host,
    };
  }

  // --- internal ---

  private async idle(): Promise<boolean> {
    return (await this.info('aof_rewrite_in_progress')) === '0' && (await this.info('aof_rewrite_scheduled')) === '0';
  }

  private script(name: string): string {
    return this.file(`scripts/${name}`);
  }

  private waiting(what: string) {
    return { what: `${this.name} ${what}`, timeoutMs: WAIT_MS };
  }
}
