/**
 * What was measured, as `make capacity` writes it to capacity.json. docs/capacity.md says how each figure was taken.
 *
 * Times are processor time (µs of one core), not time by the clock: it changes less on a machine that others use too.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** When a part was measured, on what, and with which versions. */
export interface Circumstances {
  /** Day, as YYYY-MM-DD. */
  date: string;
  /** In general terms: `2-core x86-64 VM`. */
  hardware: string;
  /** Program → version. */
  versions: Record<string, string>;
}

/** Requests through the web app, for one size of item. */
export interface RequestCost {
  itemBytes: number;
  /** Requests a second that one pod served with a core of its own. */
  readsPerSecond: number;
  writesPerSecond: number;
  /** Web app, for one read and one write. */
  webappReadMicros: number;
  webappWriteMicros: number;
  /** The replica that serves the read. */
  redisReadMicros: number;
  /** The primary, with one replica: the script, the question for the write's position, the append-only file, replication. */
  redisWriteMicros: number;
  /** Each replica, for applying the write. */
  redisApplyMicros: number;
  /** Largest resident memory of the web app under load, with 64 connections and with 900. */
  webappRssBytes: number;
  webappCrowdedRssBytes: number;
}

/** Memory in Redis for one size of item: value, index and expiries together. */
export interface ItemMemory {
  itemBytes: number;
  /** Of an item that stays. */
  lastingBytes: number;
  /** Of an item that expires. */
  expiringBytes: number;
}

/** Replication for one size of item. */
export interface ReplicationCost {
  itemBytes: number;
  /** What one write adds to the stream that every replica gets. */
  streamBytes: number;
  /** What each further replica costs the primary for one write. */
  microsPerReplica: number;
}

export interface Capacity {
  requests: Circumstances & {
    /** Resident memory of the web app without load. */
    restRssBytes: number;
    sizes: RequestCost[];
  };
  memory: Circumstances & {
    /** Redis without items. */
    emptyBytes: number;
    /** Length of the ids in `sizes`. */
    idBytes: number;
    /** What one more byte in an id costs. */
    bytesPerIdByte: number;
    /** The same for items that expire. */
    bytesPerExpiringIdByte: number;
    sizes: ItemMemory[];
  };
  persistence: Circumstances & {
    itemBytes: number;
    /** Append-only file: what one item takes after a rewrite, and what one write adds until the next. */
    basePerItemBytes: number;
    appendPerWriteBytes: number;
    /** Memory (used_memory without the empty Redis) that a rewrite writes out in a second, under writes. */
    rewriteBytesPerSecond: number;
    /** Largest size of the folder during a rewrite, relative to its compact size, what was appended meanwhile left out. */
    rewritePeakRatio: number;
    /** 4 KiB pages that one write makes the kernel copy while a child process writes the data out. */
    copiedPagesPerWrite: number;
    /** Data that a restart reads in a second. */
    loadBytesPerSecond: number;
    /** Data that a new replica takes over in a second. */
    syncBytesPerSecond: number;
    /** Largest size of a replica's folder during a full copy, relative to the compact file. */
    syncPeakRatio: number;
    /** Resident relative to used memory. */
    residentRatio: number;
  };
  replication: Circumstances & {
    sizes: ReplicationCost[];
    /** Growth of the primary's memory for each byte of the stream that stopped replicas haven't taken: with one, with three. */
    bufferRatio: { one: number; three: number };
  };
  monitoring: Circumstances & {
    /** Series of one pod of the web app without those of its replicas, and for each replica. */
    webappSeries: number;
    webappSeriesPerReplica: number;
    /** Series of one Redis exporter. */
    exporterSeries: number;
    /** Of Prometheus and Alertmanager themselves. */
    ownSeries: number;
    /** What the rules write at each evaluation. */
    ruleSeries: number;
    /** In a block: of one sample's data, and of a series' entry in the index. */
    bytesPerSample: number;
    indexBytesPerSeries: number;
    /** Write-ahead log. */
    walBytesPerSample: number;
    /** Resident memory of Prometheus without series, and for each series in its head. */
    emptyRssBytes: number;
    rssBytesPerSeries: number;
  };
}

export const CAPACITY_FILE = path.join(__dirname, 'capacity.json');

/** The measured capacity that the project comes with. */
export function readCapacity(): Capacity {
  return JSON.parse(readFileSync(CAPACITY_FILE, 'utf8')) as Capacity;
}
