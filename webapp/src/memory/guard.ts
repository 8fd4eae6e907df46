/**
 * Watches the memory that is really in use. The budget for what is in flight is a calculation; garbage, fragments and the
 * kernel's buffers for sockets aren't in it, and this is what notices when they grow beyond what was left for them.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ContainerMemory } from './container';

const INTERVAL_MS = 100;
/** From here on nothing new is admitted. What is in flight already may still grow. */
const HIGH_SHARE = 0.8;
/** Collecting garbage stops the process for some 50 ms. */
const MIN_COLLECTION_INTERVAL_MS = 2000;

export class MemoryGuard {
  private timer: NodeJS.Timeout | undefined;
  private high = false;
  private nextCollectionMs = 0;

  constructor(private readonly memory: ContainerMemory) {}

  /** Whether memory is short now. */
  get isShort(): boolean {
    return this.high;
  }

  start(): void {
    this.timer = setInterval(() => this.look(), INTERVAL_MS).unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  // --- internal ---

  private look(): void {
    this.high = this.memory.usedBytes() > HIGH_SHARE * this.memory.limitBytes;
    if (!this.high || performance.now() < this.nextCollectionMs) return;
    // V8 knows nothing of the limit, and collects by the growth of its own heap: with nothing admitted that stands still.
    collectGarbage();
    this.nextCollectionMs = performance.now() + MIN_COLLECTION_INTERVAL_MS;
    this.high = this.memory.usedBytes() > HIGH_SHARE * this.memory.limitBytes;
  }
}

// --- internal ---

let collect: (() => void) | undefined;

function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
}
