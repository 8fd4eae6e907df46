/** The files with secrets that are followed. docs/metrics.md explains each metric. */
import { Gauge } from 'prom-client';

export interface SecretFile {
  /** Undefined while the content that is there is in force. */
  readonly problem: string | undefined;
  /** Since when the content in force is, in milliseconds since 1970. */
  readonly sinceMs: number;
}

/** Registers the metrics in the process-wide registry. @param files by the label that stands for each */
export function secretFileMetrics(files: Readonly<Record<string, SecretFile>>): void {
  const all = Object.entries(files);
  if (all.length === 0) return;
  new Gauge({
    name: 'webapp_secret_file_valid',
    help: '1 while the file can be used as it is, 0 while what it held before stays in force',
    labelNames: ['file'],
    collect() {
      for (const [file, { problem }] of all) this.set({ file }, problem === undefined ? 1 : 0);
    },
  });
  new Gauge({
    name: 'webapp_secret_file_read_timestamp_seconds',
    help: 'When the content of the file that is in force was read first, in seconds since 1970',
    labelNames: ['file'],
    collect() {
      for (const [file, { sinceMs }] of all) this.set({ file }, sinceMs / 1000);
    },
  });
}
