/** What the plan must carry: the requirements with growth, and the measured costs at the required size of item. */
import { atSize } from './interpolate';
import type { Capacity, RequestCost } from './measurements';
import type { Requirements } from './requirements';
import { failuresFor } from './spread';

export interface Load {
  requirements: Requirements;
  capacity: Capacity;
  /** With growth. Per second. */
  reads: number;
  writes: number;
  items: number;
  failures: number;
  /** Processor time in µs at this size of item. */
  micros: Record<'webappRead' | 'webappWrite' | 'redisRead' | 'redisWrite' | 'redisApply' | 'perReplica', number>;
  webappRssBytes: number;
  webappCrowdedRssBytes: number;
  /** Bytes in Redis' memory of one item. */
  itemMemoryBytes: number;
  /** Bytes of one item in the append-only file after a rewrite. */
  itemFileBytes: number;
  /** Bytes that all writes together add to the replication stream, and to the append-only file, in a second. */
  streamBytesPerSecond: number;
  /** 4 KiB pages that the kernel copies for one write while a child process writes the data out. */
  pagesPerWrite: number;
}

export const PAGE_BYTES = 4096;

export function loadOf(requirements: Requirements, capacity: Capacity): Load {
  const { itemBytes, idBytes, expiringPercent, availability, zones } = requirements;
  const { requests, memory, replication, persistence } = capacity;
  const growth = 1 + requirements.growthPercent / 100;
  const cost = (field: keyof RequestCost) => atSize(requests.sizes, (row) => row[field], itemBytes);
  const moreId = idBytes - memory.idBytes;
  const lasting = atSize(memory.sizes, (row) => row.lastingBytes, itemBytes) + moreId * memory.bytesPerIdByte;
  const expires = atSize(memory.sizes, (row) => row.expiringBytes, itemBytes) + moreId * memory.bytesPerExpiringIdByte;
  // It has an entry more than one that stays; beyond the measured sizes the two lines could cross all the same.
  const expiring = Math.max(lasting, expires);
  const stream = atSize(replication.sizes, (row) => row.streamBytes, itemBytes) + Math.max(0, moreId) * ID_COPIES;
  const overMeasured = Math.max(0, itemBytes - persistence.itemBytes);
  const fileOverhead = persistence.basePerItemBytes - persistence.itemBytes;
  return {
    requirements,
    capacity,
    reads: requirements.reads * growth,
    writes: requirements.writes * growth,
    items: requirements.items * growth,
    failures: requirements.failures ?? failuresFor(availability, zones),
    micros: {
      webappRead: cost('webappReadMicros'),
      webappWrite: cost('webappWriteMicros'),
      redisRead: cost('redisReadMicros'),
      redisWrite: cost('redisWriteMicros'),
      redisApply: cost('redisApplyMicros'),
      perReplica: atSize(replication.sizes, (row) => row.microsPerReplica, itemBytes),
    },
    webappRssBytes: Math.max(requests.restRssBytes, cost('webappRssBytes')),
    webappCrowdedRssBytes: Math.max(cost('webappRssBytes'), cost('webappCrowdedRssBytes')),
    itemMemoryBytes: lasting + ((expiring - lasting) * expiringPercent) / 100,
    itemFileBytes: itemBytes + fileOverhead + Math.max(0, moreId) * ID_COPIES,
    streamBytesPerSecond: requirements.writes * growth * stream,
    pagesPerWrite: persistence.copiedPagesPerWrite + overMeasured / PAGE_BYTES,
  };
}

// --- internal ---

/** The id of an item that expires stands in its key, in the index and in the expiries. */
const ID_COPIES = 3;
