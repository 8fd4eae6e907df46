import { findBinaries, stackBinaries } from '../binaries';
import { findHelm } from '../binaries/helm';
import { type RenderedChart, renderChart } from '../chart';
import { type Output, Steps } from '../steps';
import { checkRules } from './check-rules';
import { firstUseCommands, tryFirstUse } from './first-use';
import * as health from './health';
import { Launcher } from './launcher';
import { makeRoom } from './make-room';
import { LOOPBACK } from './part';
import { allParts, type Plan, planStack } from './plan';
import { defaultPorts, type Ports } from './ports';
import { StateFolder } from './state';
import { type Topology, topologyOf } from './topology';
import { buildWebapp } from './webapp-build';

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
  /** The ports, given the number of replicas. @default the binaries' usual ones */
  ports?: (replicas: number) => Ports | Promise<Ports>;
  /** Prometheus durations. @default monitoring.serviceMonitors.interval of the values */
  scrapeInterval?: string;
  /** @default the scrape interval */
  evaluationInterval?: string;
  /** Evaluates every rule group at the evaluation interval; for tests, which can't wait for slow groups. */
  ignoreGroupIntervals?: boolean;
  /** Multiplies waiting times and ranges of the alert rules. @default 1 */
  rulesTimeScale?: number;
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
    return await bringUp(steps, options, state, launcher);
  } catch (error) {
    const stopped = await launcher.undo();
    if (stopped.length > 0) options.output.write(`what was started was stopped again: ${stopped.join(', ')}\n`);
    throw error;
  } finally {
    unlock();
  }
}

// --- internal ---

// One web app process runs here, so rules that count pods must expect one.
const LOCAL_VALUES = ['webapp.replicas=1', 'webapp.autoscaling.enabled=false'];

async function bringUp(steps: Steps, options: UpOptions, state: StateFolder, launcher: Launcher): Promise<Stack> {
  const { repository, profile = 'dev', values = [], set = [], signal, startedAt = Date.now() } = options;
  const password = state.redisPassword();
  let binaries!: Awaited<ReturnType<typeof findStackBinaries>>;
  let chart!: RenderedChart;
  let build!: string;
  let plan!: Plan;
  let topology!: Topology;
  let ports!: Ports;
  let urls!: Stack['urls'];
  let firstUseSeconds = 0;

  steps.add('binaries', async () => {
    binaries = await findStackBinaries(signal);
  });
  steps.add('chart', async () => {
    const helm = await findHelm(repository, { signal });
    chart = await renderChart({ repository, helm, profile, values, set: [...set, ...LOCAL_VALUES] }, { signal });
    topology = topologyOf(chart);
  });
  steps.add('web app build', async () => {
    build = await buildWebapp(repository, { signal, logFile: state.log('build') });
  });
  steps.add('ports', async (note) => {
    ports = await (options.ports ?? defaultPorts)(topology.replicas);
    urls = addresses(ports);
    const { scrapeInterval = topology.scrapeInterval } = options;
    const { evaluationInterval = scrapeInterval, ignoreGroupIntervals = false, rulesTimeScale = 1 } = options;
    const intervals = { scrapeInterval, evaluationInterval, ignoreGroupIntervals, rulesTimeScale };
    plan = planStack({ repository, state, binaries, chart, topology, ports, build, ...intervals });
    await checkRules(state, plan, binaries.promtool, { signal });
    const kept = await makeRoom(state, plan);
    if (kept > 0) note(`${kept} of ${allParts(plan).length} parts run unchanged`);
  });
  steps.add(
    () => `Redis: a primary and ${topology.replicas} replicas`,
    async () => {
      launcher.start(plan.redis);
      await launcher.wait('Redis replication', plan.redis, () => health.redisHealth(ports.redis, password));
    },
  );
  steps.add('web app', async () => {
    // The rest starts up meanwhile.
    launcher.start([plan.webapp, ...plan.exporters, plan.receiver, plan.alertmanager, plan.prometheus]);
    await launcher.wait('the web app to be ready', [plan.webapp], () => health.webappHealth(ports));
  });
  steps.add('first write and read', async () => {
    await tryFirstUse(urls.app, topology.replicas, options.timeoutMs ?? 60_000, signal);
    firstUseSeconds = (Date.now() - startedAt) / 1000;
  });
  steps.add('monitoring', async (note) => {
    await waitForMonitoring(launcher, plan, ports);
    note(`${plan.targetCount} targets up, ${plan.ruleGroupCount} rule groups`);
  });
  await steps.run();
  return { urls, ports, topology, password, commands: firstUseCommands(urls.app), firstUseSeconds };
}

const findStackBinaries = (signal: AbortSignal | undefined) => findBinaries(stackBinaries, { signal });

function addresses(ports: Ports): Stack['urls'] {
  const at = (port: number) => `http://${LOOPBACK}:${port}`;
  return {
    app: at(ports.app),
    metrics: `${at(ports.metrics)}/metrics`,
    prometheus: at(ports.prometheus),
    alertmanager: at(ports.alertmanager),
    receiver: at(ports.receiver),
  };
}

async function waitForMonitoring(launcher: Launcher, plan: Plan, ports: Ports): Promise<void> {
  const exporters = async () => {
    const problems = await Promise.all(ports.exporters.map(health.exporterHealth));
    return problems.filter((problem) => problem !== '').join('; ');
  };
  const { prometheus, alertmanager, receiver, ruleGroupCount, targetCount } = plan;
  await launcher.wait('the exporters', plan.exporters, exporters);
  await launcher.wait('the receiver', [receiver], () => health.receiverHealth(ports.receiver));
  await launcher.wait('Alertmanager', [alertmanager], () => health.alertmanagerHealth(ports.alertmanager));
  await launcher.wait('targets', [prometheus], () => health.targetsHealth(ports.prometheus, targetCount));
  await launcher.wait('rules', [prometheus], () => health.rulesHealth(ports.prometheus, ruleGroupCount));
}
