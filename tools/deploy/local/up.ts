import { type Output, Steps } from '../steps';
import { BringUp } from './bring-up';
import { Launcher } from './launcher';
import { addStepsOf } from './order';
import type { Ports } from './ports';
import type { ChartSettings } from './settings';
import { StateFolder } from './state';
import type { Topology } from './topology';

export interface UpOptions {
  /** The project's folder. */
  repository: string;
  /** Where everything is kept; see StateFolder. */
  stateFolder: string;
  /** @default 'dev' */
  profile?: string;
  /** Values files, later ones winning. */
  values?: string[];
  /** `key=value` as for `helm --set`. */
  set?: string[];
  /** The ports, given the number of replicas and of Sentinels. @default the binaries' usual ones */
  ports?: (replicas: number, sentinels: number) => Ports | Promise<Ports>;
  /** Prometheus durations. @default monitoring.serviceMonitors.interval of the values */
  scrapeInterval?: string;
  /** @default the scrape interval */
  evaluationInterval?: string;
  /** Evaluates every rule group at the evaluation interval; for tests, which can't wait for slow groups. */
  ignoreGroupIntervals?: boolean;
  /** Multiplies waiting times and ranges of the alert rules. @default 1 */
  rulesTimeScale?: number;
  /**
   * Brings Redis and the web app up before it fetches or builds what they do without.
   * @default true where something has to be fetched or built, and no part runs yet
   */
  firstUseFirst?: boolean;
  /** What they start with where Helm is missing and no values are given. @default chart-defaults.json */
  defaultSettings?: ChartSettings;
  /** For each wait, in ms. @default 60 s */
  timeoutMs?: number;
  output: Output;
  /** When the user's command started, in ms since 1970. @default now */
  startedAt?: number;
  signal?: AbortSignal;
}

/** A running stack. */
export interface Stack {
  urls: { app: string; metrics: string; prometheus: string; alertmanager: string; receiver: string };
  ports: Ports;
  topology: Topology;
  /** The Redis password. */
  password: string;
  /** The web app's tokens; undefined when it asks for none. */
  tokensFile: string | undefined;
  commands: { write: string; read: string };
  /** From the start of the command to the first write and read through the web app, in seconds. */
  firstUseSeconds: number;
}

/**
 * Brings the local stack up, or what of it is missing or changed; what runs as described is left alone.
 * When it fails or is interrupted, what this call started is stopped again.
 * @throws StackError naming the part that failed, with the end of its log
 */
export function up(options: UpOptions): Promise<Stack> {
  return addSteps(new Steps(options.output), options);
}

/**
 * As `up`, with steps of the caller's before: all of them run here.
 * @throws as `up`, and whatever those steps throw
 */
export async function addSteps(steps: Steps, options: UpOptions): Promise<Stack> {
  const state = new StateFolder(options.stateFolder);
  const unlock = state.lock();
  const launcher = new Launcher(state, options.timeoutMs ?? 60_000, options.signal);
  try {
    const work = new BringUp(options, state, launcher);
    await addStepsOf(work, steps);
    await steps.run();
    return work.stack();
  } catch (error) {
    const stopped = await launcher.undo();
    if (stopped.length > 0) options.output.write(`what was started was stopped again: ${stopped.join(', ')}\n`);
    throw error;
  } finally {
    unlock();
  }
}
