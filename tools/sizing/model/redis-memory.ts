/** Redis' memory: `maxmemory` for the data, the limit for what comes on top of it, the buffers of replication. */
import { figure, memoryQuantity, redisBytes, roundUp } from './amount-text';
import { allow } from './headroom';
import { type Load, PAGE_BYTES } from './load';
import { type Part, type Recommendation, type Refusal, recommend } from './recommendation';

export interface RedisMemoryPart extends Part {
  /** Bytes of the items in memory. */
  dataBytes: number;
}

export function planRedisMemory(load: Load): RedisMemoryPart {
  const { items, streamBytesPerSecond: stream, capacity } = load;
  const dataBytes = items * load.itemMemoryBytes;
  const backlog = Math.max(allow('leastBacklog'), stream * allow('backlogSeconds'));
  const buffer = Math.max(allow('leastReplicaBuffer'), stream * copySeconds(load, dataBytes) * allow('replicaBuffer'));
  // Both as redis.conf has them, so that the sums hold for what is written there.
  const [keptBacklog, keptBuffer] = [backlog, buffer].map((bytes) => roundUp(bytes, REDIS_STEP)) as [number, number];
  const maxmemory = roundUp(dataBytes * allow('itemMemory') + keptBacklog + allow('redisOwnMemory'), REDIS_STEP);
  const onTop = copiedBytes(load, dataBytes) + Math.max(0, keptBuffer - keptBacklog);
  const resident = maxmemory * Math.max(capacity.persistence.residentRatio, allow('fragmentation'));
  const limit = Math.max(maxmemory / allow('maxmemoryShare'), resident + onTop);
  const perItem = `${figure(load.itemMemoryBytes)} bytes an item with its index`;
  const streamed = `${figure(stream)} bytes/s of replication`;
  const forItems = ['items', 'itemBytes', 'idBytes', 'expiringPercent', 'growthPercent'] as const;
  const forStream = ['writes', 'itemBytes', 'growthPercent'] as const;
  const copied = `${figure(load.pagesPerWrite)} pages copied for a write while the data is written out, at ${figure(capacity.persistence.rewriteBytesPerSecond / 1e6)} MB/s`;
  const directive = (name: string, value: string, why: string, from: Recommendation['from'], measured: string) => ({
    ...recommend('redis.commonConfiguration', value, why, from, measured),
    directive: name,
  });
  const needs = `maxmemory with room for fragmentation, and ${figure(onTop / 2 ** 20)} MiB for copy-on-write and buffers`;
  const memory = (path: string, why: string) =>
    recommend(`redis.${path}.memory`, memoryQuantity(limit), why, [...forItems, 'writes', 'nodeBandwidth'], copied);
  return {
    dataBytes,
    refusals: refuse(load, limit),
    recommendations: [
      directive(
        'maxmemory',
        redisBytes(maxmemory),
        `${figure(dataBytes / 2 ** 20)} MiB of items and a tenth, the backlog, and Redis itself.`,
        [...forItems, 'writes'],
        perItem,
      ),
      directive(
        'repl-backlog-size',
        redisBytes(keptBacklog),
        `${allow('backlogSeconds')} seconds of writes.`,
        forStream,
        streamed,
      ),
      directive(
        'client-output-buffer-limit',
        `replica ${redisBytes(keptBuffer)} ${redisBytes(keptBuffer)} 60`,
        'What is written during a full copy, twice.',
        [...forStream, 'items', 'nodeBandwidth'],
        `full copies at ${figure(copyRate(load) / 1e6)} MB/s, ${streamed}`,
      ),
      memory('master.resources.requests', `${needs}.`),
      memory('master.resources.limits', 'As the request: a node that runs full must not push it out.'),
      memory('replica.resources.requests', 'As the primary: it holds the same data.'),
      memory('replica.resources.limits', 'As the primary.'),
    ],
  };
}

/** Seconds of a full copy to a replica. */
function copySeconds(load: Load, dataBytes: number): number {
  return dataBytes / copyRate(load);
}

/** Seconds in which the append-only file is rewritten. */
export function rewriteSeconds({ capacity }: Load, dataBytes: number): number {
  return dataBytes / capacity.persistence.rewriteBytesPerSecond;
}

// --- internal ---

/** `redisBytes` rounds to this. */
const REDIS_STEP = 16 * 2 ** 20;

function copyRate({ capacity, requirements }: Load): number {
  return Math.min(capacity.persistence.syncBytesPerSecond, requirements.nodeBandwidth * allow('networkUtilization'));
}

/** What the kernel copies while a child process writes the data out: at most all of it. */
function copiedBytes(load: Load, dataBytes: number): number {
  const seconds = Math.max(rewriteSeconds(load, dataBytes), copySeconds(load, dataBytes));
  return Math.min(dataBytes, load.writes * seconds * load.pagesPerWrite * PAGE_BYTES);
}

function refuse({ requirements }: Load, limit: number): Refusal[] {
  if (limit <= requirements.maxPodMemory) return [];
  const gibi = (bytes: number) => `${figure(bytes / 2 ** 30)} GiB`;
  return [
    {
      part: 'memory of a Redis node',
      message: `every node holds all items and needs ${gibi(limit)}; a pod may have ${gibi(requirements.maxPodMemory)}`,
      fix: 'lower --items, --item-bytes or --writes, raise --max-pod-memory, or spread the items over several releases',
    },
  ];
}
