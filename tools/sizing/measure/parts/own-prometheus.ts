import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort, LOAD_CORE, startServer, stop } from '../../../../webapp/bench/processes';
import { folderBytes } from '../sizes';

export const SCRAPE_INTERVAL = '1s';

export type Configuration = { scrape_configs: Record<string, unknown>[] } & Record<string, unknown>;

/** A Prometheus that this measurement can look into. */
export class OwnPrometheus {
  private constructor(
    readonly child: ChildProcess,
    private readonly url: string,
    private readonly data: string,
  ) {}

  static async start(folder: string, name: string, configuration: Configuration): Promise<OwnPrometheus> {
    const home = join(folder, `prometheus-${name}`);
    mkdirSync(home);
    const file = join(home, 'prometheus.yaml');
    const port = await freePort();
    const self = {
      job_name: 'self',
      scrape_interval: SCRAPE_INTERVAL,
      static_configs: [{ targets: [`127.0.0.1:${port}`] }],
    };
    const scrapes = [...configuration.scrape_configs, self];
    writeFileSync(file, stringify({ ...configuration, scrape_configs: scrapes }));
    const data = join(home, 'data');
    const program = process.env['PROMETHEUS_BIN'] || 'prometheus';
    const options = [`--config.file=${file}`, `--storage.tsdb.path=${data}`, `--web.listen-address=127.0.0.1:${port}`];
    const child = await startServer(LOAD_CORE, [program, ...options, '--web.enable-admin-api'], port);
    return new OwnPrometheus(child, `http://127.0.0.1:${port}`, data);
  }

  async query(expression: string): Promise<number> {
    const response = await fetch(`${this.url}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const { data } = (await response.json()) as { data?: { result: { value: [number, string] }[] } };
    const value = data?.result[0]?.value[1];
    if (value === undefined) throw new Error(`Prometheus has no value for ${expression}`);
    return Number(value);
  }

  headSeries(): Promise<number> {
    return this.query('prometheus_tsdb_head_series{job="self"}');
  }

  /** How many samples a series has by now. */
  async samplesPerSeries(): Promise<number> {
    return this.query('count_over_time(up{job="self"}[10m])').catch(() => 0);
  }

  /** What is in the head, written out as a block, and the write-ahead log that goes with it. */
  async measureDisk() {
    const walBytes = folderBytes(join(this.data, 'wal'));
    const samples = await this.query('sum(prometheus_tsdb_head_samples_appended_total{job="self"})');
    const response = await fetch(`${this.url}/api/v1/admin/tsdb/snapshot`, { method: 'POST' });
    if (!response.ok) throw new Error(`snapshot: ${response.status} ${await response.text()}`);
    const [snapshot = ''] = readdirSync(join(this.data, 'snapshots'));
    const root = join(this.data, 'snapshots', snapshot);
    const [block = ''] = readdirSync(root);
    const { stats } = JSON.parse(readFileSync(join(root, block, 'meta.json'), 'utf8'));
    const indexBytes = folderBytes(join(root, block)) - folderBytes(join(root, block, 'chunks'));
    return {
      bytesPerSample: folderBytes(join(root, block, 'chunks')) / stats.numSamples,
      indexBytesPerSeries: indexBytes / stats.numSeries,
      walBytesPerSample: walBytes / samples,
    };
  }

  stop(): Promise<void> {
    return stop(this.child);
  }
}
