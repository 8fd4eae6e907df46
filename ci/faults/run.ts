/** One run of one fault: load, fault, healing, and what it cost. */
import { setTimeout as delay } from 'node:timers/promises';
import { StackError } from '../../tools/deploy/errors';
import { eventually } from '../cluster/eventually';
import { budgetOf, type Costs, overBudget } from './budgets';
import type { Alerts } from './cluster/alerts';
import type { ClusterNode } from './cluster/node';
import { replicationProblem } from './cluster/redis';
import type { Release } from './cluster/release';
import { restartsBetween } from './cluster/restarts';
import { podsOf, type Topology } from './cluster/topology';
import type { Fault, FaultyScene, Scene } from './faults/fault';
import { freshPods, settled } from './faults/fresh-pod';
import type { LoadReport } from './load/events';
import { Load } from './load/load';
import { lossOf } from './load/loss';
import { longestGap } from './load/outage';
import type { Circumstances, Result } from './results/result';
import { seconds } from './results/table';
import { type Undo, undoAll } from './undo';

export interface RunOptions {
  topology: Topology;
  node: ClusterNode;
  release: Release | undefined;
  alerts: Alerts | undefined;
  circumstances: Circumstances;
  items: number;
  /** See overBudget. */
  short: boolean;
  signal: AbortSignal;
  say: (line: string) => void;
}

/** How long writes may take to come back before the run gives up. */
const BACK_MS = 120_000;
/** One primary, all replicas online: within this time after the outage. */
const WHOLE_MS = 30_000;
/** A load that stood still for longer measures itself. */
const MAX_STALL_MS = 1000;
const ALERT_POLL_MS = 5000;

/**
 * Everything that the fault broke is healed when this returns or throws.
 * @throws StackError when the fault did not happen, or the load failed or stood still: the run then says nothing
 * @throws NotHealedError when something is left broken
 */
export async function runFault(fault: Fault, options: RunOptions): Promise<Result> {
  const undos: Undo[] = [];
  const date = new Date().toISOString();
  try {
    return { fault: fault.name, date, circumstances: options.circumstances, ...(await measure(fault, options, undos)) };
  } finally {
    await undoAll(undos, options.say);
  }
}

// --- internal ---

type Measured = Omit<Result, 'fault' | 'date' | 'circumstances'>;

async function measure(fault: Fault, options: RunOptions, undos: Undo[]): Promise<Measured> {
  const { topology, node, release, alerts, signal, say } = options;
  const onEnd = (what: string, undo: () => Promise<void>) => undos.push({ what, undo });
  const scene: Scene = { topology, node, release, signal, alerts: alerts !== undefined, say, onEnd };
  await freshPods(topology, signal);
  await fault.prepare?.(scene);
  await settled(topology, signal);
  const before = await podsOf(topology);

  const load = await Load.start(topology, { run: Date.now().toString(36), items: options.items, signal });
  onEnd('remove the load', () => load.remove());
  const marks = { injected: load.now(), healed: 0 };
  const figures: Record<string, number> = {};
  const problems: string[] = [];
  const faulty: FaultyScene = {
    ...scene,
    load,
    injected() {
      marks.injected = load.now();
    },
    healed() {
      marks.healed = load.now();
    },
    figure(name, value) {
      figures[name] = value;
    },
    problem: (text) => problems.push(text),
    waitForAlert: (timeoutMs) => alertFires(fault, options, marks, load, timeoutMs),
  };
  await fault.inject(faulty);

  const over = Date.now();
  if (!(await load.steady(BACK_MS))) problems.push(`writes are not steady again ${BACK_MS / 1000} s after the fault`);
  const wholeMs = await untilWhole(topology, signal, problems);
  const firedNames = await alerts?.firedWithin((load.now() - marks.injected) / 1000);
  const loadEnd = load.now();
  say(`load ends ${seconds(Date.now() - over)} after the fault; reading everything back`);
  const report = await load.finish();
  const restarts = restartsBetween(before, await podsOf(topology));
  for (const [where, count] of restarts) say(`restarts: ${where} ${count}`);

  if (report.stalledMs > MAX_STALL_MS && !fault.keepsMachineBusy) {
    const load = `load average ${report.loadAverage.toFixed(0)}`;
    throw new StackError(
      `the machine is too busy (${load}): the load itself stood still for ${seconds(report.stalledMs)}`,
    );
  }
  figures['load average'] = Math.round(report.loadAverage);
  const { costs, ...rest } = assess(report, marks.healed || marks.injected, loadEnd, restarts);
  problems.push(...overBudget(budgetOf(fault.name, topology.sentinel), costs, options.short), ...faultsOfData(report));
  if (firedNames && fault.expectedAlert && !firedNames.includes(fault.expectedAlert)) {
    problems.push(`${fault.expectedAlert} did not fire`);
  }
  return { costs, ...rest, wholeMs, figures, ...(firedNames && { alerts: firedNames }), problems };
}

/** @param since what happened before doesn't count as outage; by the load's clock, as `end` */
function assess(report: LoadReport, since: number, end: number, restarts: ReadonlyMap<string, number>) {
  const { lost, spanMs, acknowledged } = lossOf(report);
  const ackTimes = report.acks.map(([, time]) => time);
  const costs: Costs = {
    outageMs: Math.round(longestGap(ackTimes, since, end)),
    failedWrites: report.failedWrites,
    lost,
    failedReads: report.failedReads,
    readGapMs: Math.round(longestGap(report.reads, since, end)),
    failedConnects: report.failedConnects,
    restarts: [...restarts.values()].reduce((sum, count) => sum + count, 0),
  };
  const failedWrites = report.failures.filter(({ what }) => what.startsWith('write '));
  const first = Math.min(...failedWrites.map((failure) => failure.first));
  const last = Math.max(...failedWrites.map((failure) => failure.last));
  return {
    costs,
    acknowledged,
    lostSpanMs: spanMs,
    disturbedMs: failedWrites.length > 0 ? last - first : 0,
    failures: Object.fromEntries(report.failures.map(({ what, count }) => [what, count])),
  };
}

/** What no fault may do to the data that is there. */
function faultsOfData({ wrong, unlisted, twice }: LoadReport): string[] {
  const counts = {
    'items have another value': wrong,
    'items are on no page': unlisted,
    'items are on two pages': twice,
  };
  return Object.entries(counts).flatMap(([what, list]) => (list.length > 0 ? [`${list.length} ${what}`] : []));
}

/** @returns milliseconds until the release was whole, or the limit, with a problem */
async function untilWhole(topology: Topology, signal: AbortSignal, problems: string[]): Promise<number> {
  const start = Date.now();
  const wait = { what: 'one primary with all its replicas', timeoutMs: WHOLE_MS, intervalMs: 1000, signal };
  try {
    await eventually(() => replicationProblem(topology), wait);
  } catch (error) {
    signal.throwIfAborted();
    problems.push((error as Error).message);
  }
  return Date.now() - start;
}

async function alertFires(
  { expectedAlert }: Fault,
  { alerts, signal }: RunOptions,
  marks: { injected: number },
  load: Load,
  timeoutMs: number,
): Promise<void> {
  if (alerts === undefined || expectedAlert === undefined) return;
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if ((await alerts.firedWithin((load.now() - marks.injected) / 1000)).includes(expectedAlert)) return;
    await delay(ALERT_POLL_MS, undefined, { signal });
  }
}
