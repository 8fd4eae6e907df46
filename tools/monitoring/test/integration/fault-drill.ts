/**
 * Causes faults on a local stack of real processes, and compares the alerts that come of them with those that should. Waiting times
 * and ranges of the rules are a 25th of the chart's.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { type Notification, type Ports, type Stack, status, type UpOptions, up, waitFor } from '../../../deploy/local';
import { LIMIT_MS, StackFolder } from '../../../deploy/local/testing/stack-folder';
import { type Lasting, watched } from './lasting';
import { notifiedAlerts, received } from './prometheus-api';
import { alertState, unfinished } from './quiet';
import { send } from './traffic';

export interface Fault {
  name: string;
  /** The alert that names the fault. */
  alert: string;
  /** The critical alerts that may come of it: what somebody is woken for. */
  criticalAlerts: string[];
  /** The warnings that may come of it beside `alert`. Without a list warnings aren't looked at. */
  otherWarnings?: string[];
  /** What else may fire, if it lasts. */
  lasting?: readonly Lasting[];
  /** When it returns a string, that is the pod that the alert has to name. */
  cause: () => Promise<unknown>;
  /** Goes on for as long as the fault lasts. */
  meanwhile?: () => Promise<void>;
  repair: () => Promise<void>;
}

/** A local stack of its own on which faults are caused. */
export class FaultDrill {
  readonly ports: Ports;

  private constructor(
    private readonly here: StackFolder,
    private readonly options: UpOptions,
    readonly stack: Stack,
  ) {
    this.ports = here.ports;
  }

  /**
   * Brings the stack up.
   * @param sentinels how many Sentinels the profile has
   */
  static async start(changes: Pick<UpOptions, 'profile' | 'set'> = {}, sentinels = 0): Promise<FaultDrill> {
    const here = await StackFolder.create(sentinels);
    try {
      const values = join(here.folder, 'values.yaml');
      writeFileSync(values, stringify(VALUES));
      const options = here.options({ values: [values], rulesTimeScale: 0.04, ...changes });
      return new FaultDrill(here, options, await up(options));
    } catch (error) {
      await here.remove();
      throw error;
    }
  }

  /** Stops the stack and removes everything. A process that was stopped goes on first, so that it can end. */
  async end(): Promise<void> {
    for (const { name, running } of status(this.stateFolder)) if (running) this.signal(name, 'SIGCONT');
    await this.here.remove();
  }

  get stateFolder(): string {
    return this.here.stateFolder;
  }

  /** Sends a signal to the process of a part of the stack. */
  signal(part: string, kind: NodeJS.Signals): void {
    const found = status(this.stateFolder).find(({ name }) => name === part);
    assert.ok(found, `${part} is a part of the stack`);
    process.kill(found.pid, kind);
  }

  /** Starts what doesn't run any more. The app may need a moment to find its primary again, and `up` gives up at its first 503. */
  async restart(): Promise<void> {
    const failure = () =>
      up(this.options).then(
        () => '',
        (error: Error) => error.message,
      );
    await waitFor(failure, { what: 'the stack to be whole again', timeoutMs: LIMIT_MS, intervalMs: 1_000 });
  }

  /** A client's write. */
  async write(): Promise<void> {
    const response = await send('PUT', `${this.stack.urls.app}/items/fault`, { value: 'x'.repeat(100) });
    await response.arrayBuffer();
  }

  /** Causes the fault, waits for its alert, repairs, waits for the alert's end. Prints how long both took. */
  async run(fault: Fault): Promise<void> {
    await this.untilQuiet();
    const started = Date.now();
    const { result, right } = await watched(fault.lasting ?? [], () => this.causeAndRepair(fault, started));
    const arrived = (await this.arrivedSince(started)).filter((one) => !right.includes(nameOf(one)));
    assert.deepEqual(namesOf(arrived.filter(isCritical)), fault.criticalAlerts, 'nobody is paged for anything else');
    if (fault.otherWarnings !== undefined) {
      const expected = [fault.alert, ...fault.otherWarnings].filter((name) => !fault.criticalAlerts.includes(name));
      assert.deepEqual(namesOf(arrived.filter(isWarning)).sort(), expected.sort(), 'there is no other warning');
    }
    console.log(`${fault.alert} ${result}`);
  }

  /**
   * Does what is no fault.
   * @param watchMs for how long nothing may fire afterwards
   * @param lasting what may fire all the same, if it lasts
   */
  async runWithoutAlert(work: () => Promise<void>, watchMs: number, lasting: readonly Lasting[]): Promise<void> {
    await this.untilQuiet();
    const started = Date.now();
    const { right } = await watched(lasting, async () => {
      const ongoing = repeat(() => this.write());
      try {
        await work();
        await delay(watchMs);
      } finally {
        await ongoing.stop();
      }
    });
    const arrived = (await this.arrivedSince(started)).filter((one) => isCritical(one) || isWarning(one));
    const wrong = namesOf(arrived).filter((name) => !right.includes(name));
    assert.deepEqual(wrong, [], 'nothing fires');
  }

  // --- internal ---

  /** @returns how long the alert took to come and to end */
  private async causeAndRepair(fault: Fault, started: number): Promise<string> {
    const ongoing = repeat(fault.meanwhile);
    let afterSeconds: string;
    try {
      const pod = await fault.cause();
      // Twice: the budget's alert waits until a former cause with a critical alert of its own is forgotten.
      await waitFor(async () => missing(fault, await this.arrivedSince(started)).join(', '), {
        what: `${[fault.alert, ...fault.criticalAlerts].join(', ')} at the receiver`,
        timeoutMs: 2 * LIMIT_MS,
        intervalMs: 250,
      });
      afterSeconds = secondsSince(started);
      const named = (await notifiedAlerts(this.stack.urls.alertmanager)).filter(
        ({ alertname }) => alertname === fault.alert,
      );
      assert.ok(named.length > 0, `${fault.alert} is at Alertmanager`);
      if (typeof pod === 'string') assert.deepEqual(podsOf(named), [pod], `${fault.alert} names the pod`);
    } finally {
      await ongoing.stop();
      await fault.repair();
    }
    const repaired = Date.now();
    const ended = async () =>
      (await this.arrivedSince(started)).some((one) => nameOf(one) === fault.alert && one.status === 'resolved');
    await waitFor(ended, { what: `${fault.alert} to end`, timeoutMs: LIMIT_MS, intervalMs: 500 });
    const endedSeconds = secondsSince(repaired);
    // What the repair itself raises belongs to this fault, too.
    await this.untilQuiet();
    return `arrived ${afterSeconds} s after the fault and ended ${endedSeconds} s after the repair`;
  }

  /** Waits until former faults are over. The budget remembers them longer; only what tells of the present counts. */
  private async untilQuiet(): Promise<void> {
    const quiet = async () => unfinished(await alertState(this.stack.urls), [BUDGET]).join(', ');
    await waitFor(quiet, { what: 'a quiet stack', timeoutMs: LIMIT_MS, intervalMs: 500 });
  }

  private async arrivedSince(time: number): Promise<Notification[]> {
    return (await received(this.stack.urls.receiver)).filter(({ receivedAt }) => receivedAt >= time);
  }
}

const VALUES = {
  monitoring: {
    rules: {
      thresholds: { minRequestsPerSecond: 0.001 },
      // The seconds that a start takes aren't shortened, so the budget has to bear them.
      slo: { availabilityPercent: 98, latencyPercent: 50 },
    },
  },
  // Scrapes take a second at most here, and an exporter whose Redis hangs, which it tries twice, has to respond before.
  redis: { metrics: { extraEnvVars: [{ name: 'REDIS_EXPORTER_CONNECTION_TIMEOUT', value: '400ms' }] } },
};

const BUDGET = 'WebappErrorBudgetBurn';

const severityOf = ({ labels }: Notification) => labels['severity'];
const nameOf = ({ labels }: Notification) => labels['alertname'] ?? '';
const namesOf = (all: readonly Notification[]) => [...new Set(all.map(nameOf))];
const isCritical = (one: Notification) => severityOf(one) === 'critical';
/** The budget's warning looks back over hours, and tells of former faults. */
const isWarning = (one: Notification) => severityOf(one) === 'warning' && nameOf(one) !== BUDGET;
const podsOf = (all: readonly Record<string, string>[]) => all.map((labels) => labels['pod']);
const secondsSince = (time: number) => ((Date.now() - time) / 1000).toFixed(1);

/** Of the alerts that have to fire those that haven't yet. */
function missing({ alert, criticalAlerts }: Fault, arrived: readonly Notification[]): string[] {
  const firing = arrived.filter(({ status }) => status === 'firing');
  const critical = namesOf(firing.filter(isCritical));
  const absent = [
    ...[alert].filter((name) => !namesOf(firing).includes(name)),
    ...criticalAlerts.filter((name) => !critical.includes(name)),
  ];
  return [...new Set(absent)];
}

/** Does it again and again until stopped; whether it succeeds doesn't matter. */
function repeat(work: (() => Promise<void>) | undefined): { stop: () => Promise<void> } {
  let stopped = work === undefined;
  const loop = (async () => {
    while (!stopped) {
      await work?.().catch(() => {});
      await delay(200);
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await loop;
    },
  };
}
