/** What each fault may cost. A run that costs more fails; a figure without a budget is printed only. */

/** All are upper limits. */
export interface Budget {
  /** Milliseconds from the last acknowledged write to the next one; where the harness ends the fault: from that end. */
  outageMs?: number;
  /** Writes that got no success, whatever the reason. */
  failedWrites?: number;
  /** Acknowledged writes that are not there afterwards. */
  lost?: number;
  failedReads?: number;
  /** Milliseconds without a read that succeeded. */
  readGapMs?: number;
  /** New connections to the primary's address that got no reply. */
  failedConnects?: number;
  /** Restarts of containers, those included that the fault itself makes. */
  restarts?: number;
}

const READS_GO_ON: Budget = { failedReads: 0, readGapMs: 1000 };

/** What changes the web app alone, or a password, costs nobody anything. */
const NOTHING: Budget = { ...READS_GO_ON, outageMs: 1000, failedWrites: 0, lost: 0, restarts: 0 };
/** Every Redis is replaced: the longest of the outages, one for each time that the primary goes. */
const REPLACED: Budget = { ...READS_GO_ON, outageMs: 6000, lost: 0, restarts: 0 };
const HANDED_OVER: Budget = { ...REPLACED, outageMs: 3000 };

const BUDGETS: Readonly<Record<string, Budget>> = {
  F1: { ...READS_GO_ON, outageMs: 6000, restarts: 1 },
  F2: { ...READS_GO_ON, outageMs: 6000, restarts: 0 },
  F3: { ...READS_GO_ON, outageMs: 6000, lost: 0, restarts: 0 },
  F11: { ...READS_GO_ON, lost: 0, restarts: 0 },
  'F11-behind': { lost: 0, restarts: 0 },
  'F11-interrupted': { ...READS_GO_ON, lost: 0, restarts: 0 },
  'F11-refused': { ...READS_GO_ON, lost: 0, restarts: 0 },
  'F11-alone': { lost: 0, restarts: 0 },
  F20: { ...READS_GO_ON, outageMs: 6000, restarts: 1 },
  'exporter-killed': { ...READS_GO_ON, outageMs: 1000, failedWrites: 0, failedConnects: 0, lost: 0, restarts: 3 },
  // As long as the volume is full every write is refused: that is the fault, not its cost.
  'volume-full': { ...READS_GO_ON, outageMs: 6000, lost: 0, restarts: 0 },
  'replica-volume-full': { ...READS_GO_ON, outageMs: 1000, failedWrites: 0, lost: 0, restarts: 0 },
  // One of the pods is overloaded on purpose and may respond with 503 to the load beside it, too.
  memory: { outageMs: 6000, lost: 0, restarts: 0 },
  upgrade: REPLACED,
  'webapp-change': NOTHING,
  'image-change': REPLACED,
  rollback: REPLACED,
  'helm-4': NOTHING,
  'failed-upgrade': NOTHING,
  drain: REPLACED,
  rotation: NOTHING,
};

/** With Sentinel another node takes over, which is a matter of seconds, whatever has happened to the one that led. */
const WITH_SENTINEL: Readonly<Record<string, Budget>> = {
  F1: { ...READS_GO_ON, outageMs: 10_000, restarts: 1 },
  F2: { ...READS_GO_ON, outageMs: 8000, restarts: 0 },
  F3: { ...READS_GO_ON, outageMs: 3000, lost: 0, restarts: 0 },
  // The probe may find the hung one before it goes on.
  F4: { ...READS_GO_ON, outageMs: 10_000, restarts: 1 },
  F5: { ...READS_GO_ON, outageMs: 10_000, restarts: 0 },
  F10: { outageMs: 60_000, readGapMs: 45_000, lost: 0, restarts: 0 },
  F11: { ...READS_GO_ON, outageMs: 10_000, lost: 0, restarts: 0 },
  F12: { ...READS_GO_ON, outageMs: 3000, lost: 0, restarts: 0 },
  F14: { ...READS_GO_ON, outageMs: 10_000, restarts: 0 },
  F19: { ...READS_GO_ON, outageMs: 25_000, restarts: 0 },
  F20: { ...READS_GO_ON, outageMs: 10_000, restarts: 2 },
  upgrade: HANDED_OVER,
  'image-change': HANDED_OVER,
  rollback: HANDED_OVER,
  drain: HANDED_OVER,
};

export function budgetOf(fault: string, sentinel: boolean): Budget {
  return (sentinel ? WITH_SENTINEL[fault] : undefined) ?? BUDGETS[fault] ?? {};
}

/** What was measured; the names are the budget's. */
export type Costs = Required<Budget>;

/** Figures that no slow machine changes. The others are measured to be compared, not to fail a check that runs on any machine. */
const WHATEVER_THE_MACHINE: readonly (keyof Budget)[] = ['lost', 'restarts'];

/**
 * What is worse than the budget, one sentence each.
 * @param short judges only what doesn't depend on how fast the machine is
 */
export function overBudget(budget: Budget, costs: Costs, short = false): string[] {
  const judged = (Object.keys(budget) as (keyof Budget)[]).filter(
    (name) => !short || WHATEVER_THE_MACHINE.includes(name),
  );
  return judged.flatMap((name) => {
    const limit = budget[name];
    return limit === undefined || costs[name] <= limit ? [] : [`${name} ${costs[name]}, budget ${limit}`];
  });
}
