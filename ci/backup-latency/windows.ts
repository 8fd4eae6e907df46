/** What the times of writes say, window by window. */

/** What ci/backup-latency/writes.cjs prints at its end, by window. */
export interface Writes {
  /** Of each write that was acknowledged, in milliseconds. */
  windows: Readonly<Record<string, readonly number[]>>;
  failed: Readonly<Record<string, number>>;
}

/** A window without a backup and the one with it that followed. */
export interface Round {
  quietP99Ms: number;
  backupP99Ms: number;
  ratio: number;
  /** In both windows. */
  writes: readonly [quiet: number, backup: number];
  failed: readonly [quiet: number, backup: number];
}

/** The smallest value that at least this share of the values doesn't exceed. @throws RangeError without values */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new RangeError('a percentile of nothing');
  return found;
}

/** The windows `quiet-N` and `backup-N`, in the order of their numbers. @throws RangeError when one has no write */
export function rounds({ windows, failed }: Writes): Round[] {
  const numbers = Object.keys(windows).flatMap((name) => /^backup-(\d+)$/.exec(name)?.[1] ?? []);
  return numbers
    .sort((a, b) => Number(a) - Number(b))
    .map((number) => {
      const [quiet, backup] = [windows[`quiet-${number}`] ?? [], windows[`backup-${number}`] ?? []];
      const [quietP99Ms, backupP99Ms] = [percentile(quiet, 0.99), percentile(backup, 0.99)];
      return {
        ...{ quietP99Ms, backupP99Ms, ratio: backupP99Ms / quietP99Ms },
        writes: [quiet.length, backup.length],
        failed: [failed[`quiet-${number}`] ?? 0, failed[`backup-${number}`] ?? 0],
      };
    });
}

/** A table with a row for each round, and the ratios' median and range below it. */
export function report(all: readonly Round[]): string {
  const rows = all.map(
    ({ quietP99Ms, backupP99Ms, ratio, writes, failed }, at) =>
      `| ${at + 1} | ${quietP99Ms.toFixed(1)} ms | ${backupP99Ms.toFixed(1)} ms | ${ratio.toFixed(2)} | ${writes.join(' / ')} | ${failed.join(' / ')} |`,
  );
  const ratios = all.map(({ ratio }) => ratio);
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  return [
    '| round | p99 without | p99 with a backup | ratio | writes | failed |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    `ratio of the p99: median ${percentile(ratios, 0.5).toFixed(2)}, ${range}`,
    '',
  ].join('\n');
}
