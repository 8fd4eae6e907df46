/** What ci/faults/pods/load.cjs prints: one JSON object a line. Times are milliseconds since 1970 by the clock of its pod. */

/** Each second. The counts are since the start. */
export interface Progress {
  type: 'progress';
  t: number;
  acked: number;
  failedWrites: number;
  reads: number;
  failedReads: number;
  connects: number;
  failedConnects: number;
}

/** How often something failed for one reason, and when first and last: "write 503 primary-unavailable". */
export interface Failure {
  what: string;
  count: number;
  first: number;
  last: number;
}

/** Everything at the end. Writes are named by their number. */
export interface LoadReport {
  /** Number and time of each acknowledged write. */
  acks: [number: number, time: number][];
  /** Times of the reads that succeeded. */
  reads: number[];
  /** Acknowledged, and not there afterwards. */
  missing: number[];
  /** There, with another value. */
  wrong: number[];
  /** There, and on no page of the listing. */
  unlisted: number[];
  /** On more than one page. */
  twice: number[];
  failures: Failure[];
  /** Those included that were not sent, because too many requests were in flight. */
  sent: number;
  failedWrites: number;
  failedReads: number;
  connects: number;
  failedConnects: number;
  /** The longest time in which the load itself got no processor, in milliseconds. */
  stalledMs: number;
  /** The highest load average of the node over a minute. */
  loadAverage: number;
}

/** Progress lines of an output that may still grow; anything else is left out. */
export function progressOf(line: string): Progress | undefined {
  const event = parse(line);
  return event?.['type'] === 'progress' ? (event as unknown as Progress) : undefined;
}

/**
 * The report in a finished output.
 * @returns the report, or why there is none
 */
export function reportOf(lines: readonly string[]): LoadReport | string {
  const events = lines.map(parse).filter((event) => event !== undefined);
  const error = events.find(({ type }) => type === 'error');
  if (error) return String(error['message']);
  const end = events.find(({ type }) => type === 'end');
  if (!end) return 'the load has not come to its end';
  const list = <T>(type: string) =>
    events.filter((event) => event['type'] === type).flatMap((event) => event['list'] as T[]);
  const { type: _, ...counts } = end;
  return { ...counts, acks: list('acks'), reads: list('reads'), missing: list('missing') } as unknown as LoadReport;
}

// --- internal ---

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined; // the beginning of a line that is still to come
  }
}
