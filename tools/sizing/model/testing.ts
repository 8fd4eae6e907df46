/** Requirements and measurements for the tests. */
import { PROJECT_ROOT } from '../../values/io';
import type { Capacity } from './measurements';
import { type Requirements, readRequirements, requirementsSchema } from './requirements';

export const SCHEMA = requirementsSchema(PROJECT_ROOT);

/** A modest release, with the schema's defaults and these changes. */
export function requirementsWith(changes: Partial<Requirements> = {}): Requirements {
  return {
    ...readRequirements(SCHEMA, { reads: '1000', writes: '100', items: '1e5', itemBytes: '1000' }),
    ...changes,
  };
}

/** Round figures, so that a test can be followed in one's head. */
export const ROUND: Capacity = (() => {
  const circumstances = { date: '2026-01-01', hardware: 'test', versions: {} };
  const cost = {
    readsPerSecond: 10_000,
    writesPerSecond: 5000,
    webappReadMicros: 100,
    webappWriteMicros: 200,
    redisReadMicros: 10,
    redisWriteMicros: 50,
    redisApplyMicros: 20,
    webappRssBytes: 100 * 2 ** 20,
    webappCrowdedRssBytes: 200 * 2 ** 20,
  };
  return {
    requests: { ...circumstances, restRssBytes: 80 * 2 ** 20, sizes: [{ itemBytes: 1000, ...cost }] },
    memory: {
      ...circumstances,
      emptyBytes: 2 ** 20,
      idBytes: 36,
      bytesPerIdByte: 2,
      bytesPerExpiringIdByte: 3,
      sizes: [{ itemBytes: 1000, lastingBytes: 1500, expiringBytes: 2000 }],
    },
    persistence: {
      ...circumstances,
      itemBytes: 1000,
      basePerItemBytes: 1200,
      appendPerWriteBytes: 1200,
      rewriteBytesPerSecond: 100e6,
      rewritePeakRatio: 2,
      copiedPagesPerWrite: 5,
      loadBytesPerSecond: 100e6,
      syncBytesPerSecond: 50e6,
      syncPeakRatio: 2,
      residentRatio: 1.05,
    },
    replication: {
      ...circumstances,
      sizes: [{ itemBytes: 1000, streamBytes: 1200, microsPerReplica: 5 }],
      bufferRatio: { one: 1, three: 1 },
    },
    monitoring: {
      ...circumstances,
      webappSeries: 500,
      webappSeriesPerReplica: 2,
      exporterSeries: 300,
      ownSeries: 1000,
      ruleSeries: 100,
      bytesPerSample: 1.5,
      indexBytesPerSeries: 200,
      walBytesPerSample: 5,
      emptyRssBytes: 100 * 2 ** 20,
      rssBytesPerSeries: 4000,
    },
  };
})();
