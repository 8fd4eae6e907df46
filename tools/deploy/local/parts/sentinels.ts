import { LOOPBACK, type Part, StopOrder } from '../part';
import type { StateFolder } from '../state';
import type { SentinelSettings } from '../topology';

/** A Sentinel. Its configuration file isn't among `files`: it also holds what the Sentinel has learnt (sentinel/state-file.ts). */
export interface SentinelPart extends Part {
  /** The configuration file, beside the data. */
  file: string;
  settings: SentinelSettings;
  /** Of all Redis nodes. */
  nodePorts: number[];
  /** Lines for the configuration file, after the one that names the primary. */
  lines: string[];
}

export interface SentinelsContext {
  state: StateFolder;
  /** redis-server. */
  program: string;
  settings: SentinelSettings;
  ports: number[];
  nodePorts: number[];
  password: string;
}

/** A Sentinel for each Redis node, with the chart's settings. */
export function sentinelParts({
  state,
  program,
  settings,
  ports,
  nodePorts,
  password,
}: SentinelsContext): SentinelPart[] {
  return ports.map((port, index) => {
    const name = `sentinel-${index}`;
    const folder = state.data(name);
    const file = `${folder}/sentinel.conf`;
    const { masterSet, configuration, downAfterMs, failoverTimeoutMs, parallelSyncs } = settings;
    return {
      name,
      program,
      args: [file, '--sentinel'],
      env: {},
      files: {},
      ports: { sentinel: port },
      stopOrder: StopOrder.sentinel,
      file,
      settings,
      nodePorts,
      lines: [
        `sentinel auth-pass ${masterSet} ${password}`,
        `sentinel down-after-milliseconds ${masterSet} ${downAfterMs}`,
        `sentinel failover-timeout ${masterSet} ${failoverTimeoutMs}`,
        `sentinel parallel-syncs ${masterSet} ${parallelSyncs}`,
        ...configuration.trim().split('\n'),
        // Last, as the addresses and the password must be ours.
        `bind ${LOOPBACK}`,
        `port ${port}`,
        'daemonize no',
        `dir "${folder}"`,
        `requirepass ${password}`,
        `sentinel sentinel-pass ${password}`,
        `sentinel announce-ip ${LOOPBACK}`,
        `sentinel announce-port ${port}`,
      ].filter((line) => line !== ''),
    };
  });
}
