/** The memory of the container, as its control group counts it: what the kernel ends the process for. */
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';

export class ContainerMemory {
  private constructor(
    /** What the process may take at most. */
    readonly limitBytes: number,
    private readonly group?: Group,
  ) {}

  /**
   * Finds the memory limit and what counts towards it.
   *
   * @param limitBytes when it isn't the control group that says so; then the process' own resident memory counts
   */
  static find(limitBytes?: number): ContainerMemory {
    if (limitBytes !== undefined) return new ContainerMemory(limitBytes);
    const group = groupWithLimit();
    return new ContainerMemory(group?.limitBytes ?? totalmem(), group);
  }

  /**
   * What is in use now: as the kubelet counts it, without files that nobody maps, and with sockets' buffers where the kernel counts
   * them (cgroup v2). Not less than the resident memory: pages of the program may be charged to whoever started it first.
   */
  usedBytes(): number {
    return Math.max(this.group === undefined ? 0 : usedIn(this.group), process.memoryUsage.rss());
  }
}

// --- internal ---

interface Group {
  readonly folder: string;
  readonly files: Files;
  readonly limitBytes: number;
}

/** The names of the files differ between the two versions. */
interface Files {
  readonly limit: string;
  readonly usage: string;
  /** What of it are pages of files that the kernel can drop. */
  readonly reclaimable: RegExp;
}

const V2: Files = { limit: 'memory.max', usage: 'memory.current', reclaimable: /^inactive_file (\d+)/m };
const V1: Files = {
  limit: 'memory.limit_in_bytes',
  usage: 'memory.usage_in_bytes',
  reclaimable: /^total_inactive_file (\d+)/m,
};

function groupWithLimit(): Group | undefined {
  for (const { folder, files } of candidates()) {
    // "max" in version 2; version 1 has a number that is larger than any memory.
    const limitBytes = Number(read(join(folder, files.limit))?.trim());
    if (limitBytes > 0 && limitBytes < totalmem()) return { folder, files, limitBytes };
  }
  return undefined;
}

// A container usually sees its own group as the root. Elsewhere /proc says where the process' group is.
function candidates(): { folder: string; files: Files }[] {
  const lines = (read('/proc/self/cgroup') ?? '').split('\n').map((line) => line.split(':'));
  const pathOf = (controller: string) => lines.find(([, names = '']) => names.split(',').includes(controller))?.[2];
  const [v2, v1] = [pathOf(''), pathOf('memory')];
  return [
    ...(v1 === undefined ? [] : [{ folder: join('/sys/fs/cgroup/memory', v1), files: V1 }]),
    { folder: '/sys/fs/cgroup/memory', files: V1 },
    ...(v2 === undefined ? [] : [{ folder: join('/sys/fs/cgroup', v2), files: V2 }]),
    { folder: '/sys/fs/cgroup', files: V2 },
  ];
}

function usedIn({ folder, files }: Group): number {
  const usage = Number(read(join(folder, files.usage)) ?? 0);
  const reclaimable = Number(files.reclaimable.exec(read(join(folder, 'memory.stat')) ?? '')?.[1] ?? 0);
  return usage - reclaimable;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
