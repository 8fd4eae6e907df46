/** The tables of docs/capacity.md: made from the measurements and the headroom. */
import { figure } from './amount-text';
import { HEADROOM } from './headroom';
import type { Capacity, Circumstances } from './measurements';

/** By the name of their section. */
export function capacitySections(capacity: Capacity): Record<string, string> {
  return Object.fromEntries(Object.entries(TABLES).map(([name, table]) => [name, table(capacity)]));
}

// --- internal ---

const TABLES: Record<string, (capacity: Capacity) => string> = {
  requests: ({ requests }) =>
    `${taken(requests)} Without load the web app takes ${mebi(requests.restRssBytes)} MiB.

${table(
  [
    'item',
    'reads/s',
    'writes/s',
    'web app: read',
    'write',
    'replica: read',
    'primary: write',
    'replica: apply',
    'web app: memory',
    'with 900 connections',
  ],
  requests.sizes.map((row) => [
    `${row.itemBytes} B`,
    figure(row.readsPerSecond),
    figure(row.writesPerSecond),
    ...[
      row.webappReadMicros,
      row.webappWriteMicros,
      row.redisReadMicros,
      row.redisWriteMicros,
      row.redisApplyMicros,
    ].map(micros),
    `${mebi(row.webappRssBytes)} MiB`,
    `${mebi(row.webappCrowdedRssBytes)} MiB`,
  ]),
)}`,
  memory: ({ memory }) =>
    `${taken(memory)} Ids of ${memory.idBytes} bytes; each further byte in an id takes ${figure(memory.bytesPerIdByte)} bytes, or ${figure(memory.bytesPerExpiringIdByte)} when the item expires. Empty, Redis uses ${mebi(memory.emptyBytes)} MiB.

${table(
  ['item', 'that stays', 'that expires'],
  memory.sizes.map((row) => [`${row.itemBytes} B`, bytes(row.lastingBytes), bytes(row.expiringBytes)]),
)}`,
  persistence: ({ persistence: p }) =>
    `${taken(p)} Items of ${p.itemBytes} bytes.

${table(
  ['what', 'figure'],
  [
    ['an item in the append-only file after a rewrite', bytes(p.basePerItemBytes)],
    ['what one write adds to the file', bytes(p.appendPerWriteBytes)],
    ['a rewrite writes out', `${megas(p.rewriteBytesPerSecond)} of memory`],
    ['largest size of the folder during a rewrite', `${figure(p.rewritePeakRatio)} × the compact file`],
    ['pages of 4 KiB copied for one write during a rewrite', figure(p.copiedPagesPerWrite)],
    ['a restart reads', `${megas(p.loadBytesPerSecond)} of memory`],
    ['a full copy to a replica moves', `${megas(p.syncBytesPerSecond)} of memory`],
    ['largest size of the replica’s folder during it', `${figure(p.syncPeakRatio)} × the compact file`],
    ['resident beside used memory', `${figure(p.residentRatio)} ×`],
  ],
)}`,
  replication: ({ replication: r }) =>
    `${taken(r)} While replicas stand still, the primary’s memory grows by ${r.bufferRatio.one.toFixed(2)} bytes for each byte of the stream with one of them, by ${r.bufferRatio.three.toFixed(2)} with three: they share one buffer.

${table(
  ['item', 'stream, for a write', 'primary, for each further replica'],
  r.sizes.map((row) => [`${row.itemBytes} B`, bytes(row.streamBytes), micros(row.microsPerReplica)]),
)}`,
  monitoring: ({ monitoring: m }) =>
    `${taken(m)}

${table(
  ['what', 'figure'],
  [
    ['series of a web app pod', `${figure(m.webappSeries)}, and ${figure(m.webappSeriesPerReplica)} for each replica`],
    ['series of a Redis exporter', figure(m.exporterSeries)],
    ['series of Prometheus and Alertmanager themselves', figure(m.ownSeries)],
    ['series that the rules write', figure(m.ruleSeries)],
    ['a sample in a block', `${figure(m.bytesPerSample)} bytes`],
    ['a series in a block’s index', bytes(m.indexBytesPerSeries)],
    ['a sample in the write-ahead log', `${figure(m.walBytesPerSample)} bytes`],
    ['memory of Prometheus without series', `${mebi(m.emptyRssBytes)} MiB`],
    ['memory for each series', bytes(m.rssBytesPerSeries)],
  ],
)}`,
  headroom: () =>
    table(
      ['headroom', 'figure', 'why'],
      Object.entries(HEADROOM).map(([name, { value, unit, why }]) => [
        `\`${name}\``,
        unit === 'bytes' ? `${mebi(value)} MiB` : `${figure(value)} ${unit}`,
        why,
      ]),
    ),
};

const micros = (value: number) => `${figure(value)} µs`;
const bytes = (value: number) => `${figure(value)} B`;
const mebi = (value: number) => figure(value / 2 ** 20);
const megas = (value: number) => `${figure(value / 1e6)} MB/s`;

function taken({ date, hardware, versions }: Circumstances): string {
  const names: Record<string, string> = { node: 'Node.js', redis: 'Redis', prometheus: 'Prometheus' };
  const binaries = Object.entries(versions).map(([name, version]) => `${names[name] ?? name} ${version}`);
  return `Measured ${date}, ${hardware}, ${binaries.join(', ')}.`;
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heading, heading.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}
