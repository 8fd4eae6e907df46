/** The load of one run: writer, reader and connector in a pod of their own (ci/faults/pods). */
import { setTimeout as delay } from 'node:timers/promises';
import { StackError } from '../../../tools/deploy/errors';
import { ScriptPod } from '../cluster/script-pod';
import type { Topology } from '../cluster/topology';
import { type LoadReport, type Progress, progressOf, reportOf } from './events';

export const WRITES_PER_SECOND = 200;
export const READS_PER_SECOND = 100;
/** Whatever happens, the load ends after this long. */
const MAX_SECONDS = 480;
/** What may follow the load: reading back, removing, and waiting for that. */
const AFTER_SECONDS = 300;
/** Seconds in a row in which nearly all writes succeed and none fails: then they are back. */
const STEADY_SECONDS = 3;
const STEADY_RATIO = 0.9;
/** What an item that is written before may take. */
const MAX_ITEM_MS = 5;

export interface LoadOptions {
  /** Part of the ids: letters and digits. */
  run: string;
  /** Items to write before, as fast as it goes. */
  items: number;
  signal: AbortSignal;
}

export class Load {
  private readonly progress: Progress[] = [];
  /** This program's clock minus the pod's, in milliseconds: the least that was seen, since lines arrive late, never early. */
  private offsetMs = Number.POSITIVE_INFINITY;
  private pod: ScriptPod | undefined;

  private constructor(private readonly signal: AbortSignal) {}

  /** Starts the load and waits until it is steady. @throws StackError when it doesn't become so */
  static async start(topology: Topology, { run, items, signal }: LoadOptions): Promise<Load> {
    const load = new Load(signal);
    const options = {
      name: 'faults-load',
      script: 'load.cjs',
      env: {
        APP: topology.webapp,
        PRIMARY: topology.primaryAddress,
        RUN: run,
        ITEMS: String(items),
        WRITES_PER_SECOND: String(WRITES_PER_SECOND),
        READS_PER_SECOND: String(READS_PER_SECOND),
        MAX_SECONDS: String(MAX_SECONDS),
      },
      cpu: '250m',
      memory: '384Mi',
      maxSeconds: MAX_SECONDS + AFTER_SECONDS,
    };
    load.pod = await ScriptPod.start(topology, options, (line) => load.onLine(line));
    try {
      await load.pod.waitForLine((line) => progressOf(line) !== undefined, 90_000 + items * MAX_ITEM_MS, signal);
      await load.waitUntilSteady(90_000);
    } catch (error) {
      await load.remove();
      throw error;
    }
    return load;
  }

  /** Now, by the clock of the load's pod, in milliseconds since 1970. */
  now(): number {
    return Date.now() - this.offsetMs;
  }

  latest(): Progress | undefined {
    return this.progress.at(-1);
  }

  /**
   * Waits until writes succeed as if nothing had happened, counted from now.
   * @returns false when they don't within `timeoutMs`
   * @throws StackError when the load itself has ended
   */
  async steady(timeoutMs: number): Promise<boolean> {
    const from = this.progress.length;
    const deadline = Date.now() + timeoutMs;
    while (!this.isSteady(from)) {
      if (Date.now() > deadline) return false;
      const silentMs = this.now() - (this.latest()?.t ?? this.now());
      if (silentMs > 30_000) throw new StackError('the load has printed nothing for 30 s');
      await delay(200, undefined, { signal: this.signal });
    }
    return true;
  }

  /** Ends the load; it then reads everything back. @throws StackError when that fails */
  async finish(): Promise<LoadReport> {
    if (this.pod === undefined) throw new StackError('the load was not started');
    await this.pod.signal('SIGUSR2');
    await this.pod.waitForLine((line) => line.startsWith('{"type":"end"'), AFTER_SECONDS * 1000, this.signal);
    const report = reportOf(this.pod.lines);
    if (typeof report === 'string') throw new StackError(`the load failed: ${report}`);
    return report;
  }

  async remove(): Promise<void> {
    await this.pod?.remove();
  }

  // --- internal ---

  private onLine(line: string): void {
    const progress = progressOf(line);
    if (progress === undefined) return;
    this.progress.push(progress);
    this.offsetMs = Math.min(this.offsetMs, Date.now() - progress.t);
  }

  private async waitUntilSteady(timeoutMs: number): Promise<void> {
    if (await this.steady(timeoutMs)) return;
    throw new StackError('the load was not steady before the fault', JSON.stringify(this.latest()));
  }

  private isSteady(from: number): boolean {
    const recent = this.progress.slice(Math.max(from, this.progress.length - STEADY_SECONDS - 1));
    if (recent.length <= STEADY_SECONDS) return false;
    return recent.slice(1).every((second, index) => {
      const before = recent[index] as Progress;
      const due = ((second.t - before.t) / 1000) * WRITES_PER_SECOND;
      return second.failedWrites === before.failedWrites && second.acked - before.acked >= STEADY_RATIO * due;
    });
  }
}
