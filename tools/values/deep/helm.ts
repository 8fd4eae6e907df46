/** Helm as a program that may hang or never stop printing: a template in a value (`tpl`) can do both. */
import { spawn } from 'node:child_process';

export interface HelmLimits {
  /** Of the processors, which a busy machine doesn't use up. */
  cpuSeconds: number;
  /** By the clock, for what waits for ever. */
  timeMs: number;
  /** Of what it prints. */
  bytes: number;
}

/** A whole render takes a second and prints one megabyte. */
export const HELM_LIMITS: HelmLimits = { cpuSeconds: 20, timeMs: 180_000, bytes: 64 * 2 ** 20 };

/** What Helm may take of the address space, where the shell can limit it: Go reserves one gigabyte before it does anything. */
const MAX_MEMORY_KIB = 4 * 2 ** 20;

export interface HelmResult {
  code: number;
  stdout: string;
  stderr: string;
  /** Why it was ended, in words. */
  ended?: string;
}

/** Runs `helm ARGS` to its end, or ends it at a limit. Nothing of a cluster or of the user's plugins is to be seen by it. */
export function runHelm(helm: string, args: readonly string[], limits = HELM_LIMITS): Promise<HelmResult> {
  const { PATH, HOME, GOMAXPROCS } = process.env;
  return runLimited(helm, args, { limits, env: { PATH, HOME, GOMAXPROCS } });
}

/** The kernel ends by one of two signals what has used up its time. */
function endedBy(signal: NodeJS.Signals, { cpuSeconds }: HelmLimits): string {
  if (signal !== 'SIGXCPU' && signal !== 'SIGKILL') return `was ended by ${signal}`;
  return `took more than ${cpuSeconds} s of processor time`;
}

export interface LimitedRun {
  limits: HelmLimits;
  env: Readonly<Record<string, string | undefined>>;
  /** What the program reads from its standard input. */
  input?: string;
}

/** Runs a program to its end, or ends it at a limit. */
export function runLimited(
  program: string,
  args: readonly string[],
  { limits, env, input }: LimitedRun,
): Promise<HelmResult> {
  return new Promise((resolve, reject) => {
    const limited = `ulimit -v ${MAX_MEMORY_KIB} 2>/dev/null; ulimit -t ${limits.cpuSeconds} 2>/dev/null; exec "$0" "$@"`;
    const child = spawn('/bin/sh', ['-c', limited, program, ...args], { stdio: 'pipe', env: { ...env } });
    // A program that ends without having read everything is judged by its exit code.
    child.stdin.on('error', () => {}).end(input);
    const kept = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    let bytes = 0;
    let ended: string | undefined;
    const end = (reason: string) => {
      ended ??= reason;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => end(`took longer than ${limits.timeMs / 1000} s`), limits.timeMs);
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > limits.bytes) end(`printed more than ${limits.bytes / 2 ** 20} MiB`);
        else kept[stream].push(part);
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const [stdout, stderr] = [kept.stdout, kept.stderr].map((parts) => Buffer.concat(parts).toString()) as [
        string,
        string,
      ];
      const memory = /cannot allocate memory|out of memory/.test(stderr) ? 'took more than 4 GiB of memory' : undefined;
      const reason = ended ?? memory ?? (signal === null ? undefined : endedBy(signal, limits));
      resolve({ code: code ?? 1, stdout, stderr, ...(reason ? { ended: reason } : {}) });
    });
  });
}
