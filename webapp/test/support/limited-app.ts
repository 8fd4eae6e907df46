/** The built app as a process of its own with a memory limit: of a control group where one can be made (as root), else its own resident memory is watched. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from './at-end';
import { eventually } from './eventually';

const ROOT = join(__dirname, '..', '..');
const SAMPLE_MS = 100;
const START_LIMIT_MS = 120_000;
/** What V8 takes of a small container's limit by itself. */
const HEAP_SHARE = 0.5;

export class LimitedApp {
  /** The most that was in use: resident memory, and with a control group of version 1 its sockets' buffers too. */
  peakBytes = 0;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly output: () => string,
    private readonly group: string | undefined,
    readonly limitBytes: number,
  ) {
    atEnd(() => this.stop());
  }

  /** Builds the app and starts it. @param env besides a free port */
  static async start(limitBytes: number, env: Record<string, string>): Promise<LimitedApp> {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' });
    const group = makeGroup(limitBytes);
    const limit = group === undefined ? withoutGroup(limitBytes) : {};
    const enter = group === undefined ? '' : `echo $$ >${group}/cgroup.procs; `;
    const child = spawn('/bin/sh', ['-c', `${enter}exec ${process.execPath} dist/main.js`], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', PORT: '0', ...limit, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    process.on('exit', () => child.kill('SIGKILL'));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    const app = new LimitedApp(child, () => output, group, limitBytes);
    app.timer = setInterval(() => app.sample(), SAMPLE_MS);
    try {
      await eventually(() => app.url, START_LIMIT_MS);
    } catch (error) {
      await app.stop();
      throw error;
    }
    return app;
  }

  /** Whether the kernel enforces the limit. */
  get isEnforced(): boolean {
    return this.group !== undefined;
  }

  get url(): string {
    const port = /"port":(\d+)/.exec(this.output())?.[1];
    if (port === undefined) throw new Error(this.output());
    return `http://127.0.0.1:${port}`;
  }

  /** How the process ended; undefined while it runs. */
  get ended(): string | undefined {
    const { exitCode, signalCode } = this.child;
    return exitCode === null && signalCode === null ? undefined : `${signalCode ?? exitCode}: ${this.output()}`;
  }

  /** From here on the peak is measured anew. */
  forgetPeak(): void {
    this.peakBytes = 0;
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    if (this.ended === undefined) {
      this.child.kill('SIGKILL');
      await once(this.child, 'exit');
    }
    const { group } = this;
    // The kernel takes a moment to see that nobody is left.
    if (group !== undefined) await eventually(() => rmdirSync(group), 5000).catch(() => {});
    await sleep(0);
  }

  // --- internal ---

  private sample(): void {
    const status = read(`/proc/${this.child.pid}/status`);
    const resident = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
    const sockets = this.group === undefined ? 0 : Number(read(`${this.group}/memory.kmem.tcp.usage_in_bytes`) || 0);
    this.peakBytes = Math.max(this.peakBytes, resident + sockets);
  }
}

// --- internal ---

/** What the app has to be told where there is no control group: V8 sizes its heap by it, and so would be as generous as the machine is large. */
function withoutGroup(limitBytes: number): Record<string, string> {
  const oldSpaceMiB = Math.floor((HEAP_SHARE * limitBytes) / 2 ** 20);
  return {
    MEMORY_LIMIT_BYTES: String(limitBytes),
    NODE_OPTIONS: `--max-old-space-size=${oldSpaceMiB} --max-semi-space-size=${Math.ceil(oldSpaceMiB / 24)}`,
  };
}

/** @returns its folder; undefined where none can be made, for want of rights or of a file system for it */
function makeGroup(limitBytes: number): string | undefined {
  const name = `webapp-memory-test-${process.pid}`;
  const versions = [
    // What sockets hold counts towards nothing here, but only what is limited is counted.
    {
      root: '/sys/fs/cgroup/memory',
      limits: { 'memory.limit_in_bytes': limitBytes, 'memory.kmem.tcp.limit_in_bytes': 4 * limitBytes },
    },
    { root: '/sys/fs/cgroup', limits: { 'memory.max': limitBytes } },
  ];
  for (const { root, limits } of versions) {
    const folder = join(root, name);
    try {
      mkdirSync(folder);
      for (const [file, value] of Object.entries(limits))
        writeFileSync(join(folder, file), String(value), { flag: 'r+' });
      return folder;
    } catch {
      try {
        rmdirSync(folder);
      } catch {
        // It wasn't made.
      }
    }
  }
  return undefined;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
