/** Arguments of Prometheus and Alertmanager that the operator sets itself: it refuses an object that sets one too. */
import { getPath, isObject } from '../../json';

/** The field of the object that such an argument comes from; undefined where the argument is free. */
export function fieldOf(program: 'Prometheus' | 'Alertmanager', flag: string, spec: unknown): string | undefined {
  const argument = ARGUMENTS[program]?.[flag];
  if (!argument) return undefined;
  const { field, from = field, unless } = argument;
  const value = getPath(spec, from.split('.'));
  const unset = value === undefined || value === null || value === '' || value === false || value === unless;
  const empty = (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);
  return argument.always || !(unset || empty) ? field : undefined;
}

// --- internal ---

interface Argument {
  readonly field: string;
  /** It is set whatever the values say. */
  readonly always?: true;
  /** The field that makes the operator set it, where that is another one. */
  readonly from?: string;
  /** The program's own default, for which the operator sets nothing. */
  readonly unless?: string;
}

const always = (field: string): Argument => ({ field, always: true });
const when = (field: string, unless?: string): Argument => ({ field, ...(unless === undefined ? {} : { unless }) });

/** https://github.com/prometheus-operator/prometheus-operator: pkg/prometheus/promcfg.go, server/statefulset.go, alertmanager/statefulset.go */
const ARGUMENTS: Readonly<Record<string, Readonly<Record<string, Argument>>>> = {
  Prometheus: {
    'config.file': always('additionalScrapeConfigs'),
    'web.config.file': always('web'),
    'web.external-url': always('externalUrl'),
    'web.route-prefix': always('routePrefix'),
    'storage.tsdb.path': always('storageSpec'),
    'storage.tsdb.retention.time': always('retention'),
    'storage.tsdb.retention.size': when('retentionSize'),
    'storage.tsdb.wal-compression': when('walCompression'),
    'storage.tsdb.min-block-duration': { field: 'disableCompaction', from: 'thanos.objectStorageConfig' },
    'storage.tsdb.max-block-duration': { field: 'disableCompaction', from: 'thanos.objectStorageConfig' },
    'enable-feature': when('enableFeatures'),
    'log.level': when('logLevel', 'info'),
    'log.format': when('logFormat', 'logfmt'),
    'web.enable-admin-api': when('enableAdminAPI'),
    'web.enable-remote-write-receiver': when('enableRemoteWriteReceiver'),
    'query.lookback-delta': when('query.lookbackDelta'),
    'query.max-concurrency': when('query.maxConcurrency'),
    'query.max-samples': when('query.maxSamples'),
    'query.timeout': when('query.timeout'),
  },
  Alertmanager: {
    'config.file': always('configSecret'),
    'web.config.file': always('web'),
    'web.external-url': always('externalUrl'),
    'web.route-prefix': always('routePrefix'),
    'web.listen-address': always('listenLocal'),
    'storage.path': always('storage'),
    'data.retention': always('retention'),
    'log.level': when('logLevel', 'info'),
    'log.format': when('logFormat', 'logfmt'),
  },
};
