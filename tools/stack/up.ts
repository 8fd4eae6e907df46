import { renderChart } from './chart';
import { checkRules } from './check-rules';
import { firstUseCommands, tryFirstUse } from './first-use';
import * as health from './health';
import { Launcher } from './launcher';
import { makeRoom } from './make-room';
import { LOOPBACK } from './part';
import { allParts, type Plan, planStack } from './plan';
import { defaultPorts, type Ports } from './ports';
import { findPrograms, stackPrograms } from './programs';
import { findHelm } from './programs/helm';
import { StateFolder } from './state';
import { type Output, Steps } from './steps';
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
  /** The ports, given the number of replicas. @default the programs' usual ones */
  ports?: (replicas: number) => Ports | Promise<Ports>;
  /** Prometheus durations. @default monitoring.serviceMonitors.interval of the values */
  scrapeInterval?: string;
  /** @default the scrape interval */
  evaluationInterval?: string;
  /** Evaluates every rule group at the evaluation interval; for tests, which can't wait for slow groups. */
  ignoreGroupIntervals?: boolean;
  /** For each wait, in ms. @default 60 s */
  timeoutMs?: number;
  output: Output;
  /** Steps that the caller has done before, for the numbers. */
  stepsBefore?: number;
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

/** How many steps `up` prints. */
export const UP_STEPS = 8;

/**
 * Brings the local stack up, or what of it is missing or changed; what runs as described is left alone.
 * When it fails or is interrupted, what this call started is stopped again.
 * @throws StackError naming the part that failed, with the end of its log
 */
export async function up(options: UpOptions): Promise<Stack> {
  const state = new StateFolder(options.stateFolder);
  const unlock = state.lock();
  const launcher = new Launcher(state, options.timeoutMs ?? 60_000, options.signal);
  try {
    return await bringUp(options, state, launcher);
  } catch (error) {
    const stopped = await launcher.undo();
    if (stopped.length > 0) options.output.write(`what was started was stopped again: ${stopped.join(', ')}\n`);
    throw error;
  } finally {
    unlock();
  }
}

// --- internal ---

// One web app process answers here, so rules that count pods must expect one.
const LOCAL_VALUES = ['webapp.replicas=1', 'webapp.autoscaling.enabled=false'];

async function bringUp(options: UpOptions, state: StateFolder, launcher: Launcher): Promise<Stack> {
  const { repository, profile = 'dev', values = [], set = [], signal, startedAt = Date.now() } = options;
  const steps = new Steps(options.output, UP_STEPS, options.stepsBefore);

  const programs = await steps.run('programs', () => findPrograms(stackPrograms, { signal }));
  const chart = await steps.run('chart', async () => {
    const helm = await findHelm(repository, { signal });
    return renderChart({ repository, helm, profile, values, set: [...set, ...LOCAL_VALUES] }, { signal });
  });
  const build = await steps.run('web app build', () =>
    buildWebapp(repository, { signal, logFile: state.log('build') }),
  );
  const topology = topologyOf(chart);
  const ports = await (options.ports ?? defaultPorts)(topology.replicas);
  const { scrapeInterval = topology.scrapeInterval } = options;
  const { evaluationInterval = scrapeInterval, ignoreGroupIntervals = false } = options;
  const intervals = { scrapeInterval, evaluationInterval, ignoreGroupIntervals };
  const plan = planStack({ repository, state, programs, chart, topology, ports, build, ...intervals });
  const password = state.redisPassword();
  const urls = addresses(ports);

  await steps.run('ports', async (note) => {
    await checkRules(state, plan, programs.promtool, { signal });
    const kept = await makeRoom(state, plan);
    if (kept > 0) note(`${kept} of ${allParts(plan).length} parts run unchanged`);
  });
  await steps.run(`Redis: a primary and ${topology.replicas} replicas`, async () => {
    launcher.start(plan.redis);
    await launcher.wait('Redis replication', plan.redis, () => health.redisHealth(ports.redis, password));
  });
  await steps.run('web app', async () => {
    // The rest starts up meanwhile.
    launcher.start([plan.webapp, ...plan.exporters, plan.receiver, plan.alertmanager, plan.prometheus]);
    await launcher.wait('the web app to be ready', [plan.webapp], () => health.webappHealth(ports));
  });
  const firstUseSeconds = await steps.run('first write and read', async () => {
    await tryFirstUse(urls.app, topology.replicas, options.timeoutMs ?? 60_000, signal);
    return (Date.now() - startedAt) / 1000;
  });
  await steps.run('monitoring', async (note) => {
    await waitForMonitoring(launcher, plan, ports);
    note(`${plan.targetCount} targets up, ${plan.ruleGroupCount} rule groups`);
  });
  return { urls, ports, topology, password, commands: firstUseCommands(urls.app), firstUseSeconds };
}

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
    const answers = await Promise.all(ports.exporters.map(health.exporterHealth));
    return answers.filter((answer) => answer !== '').join('; ');
  };
  const { prometheus, alertmanager, receiver, ruleGroupCount, targetCount } = plan;
  await launcher.wait('the exporters', plan.exporters, exporters);
  await launcher.wait('the receiver', [receiver], () => health.receiverHealth(ports.receiver));
  await launcher.wait('Alertmanager', [alertmanager], () => health.alertmanagerHealth(ports.alertmanager));
  await launcher.wait('targets', [prometheus], () => health.targetsHealth(ports.prometheus, targetCount));
  await launcher.wait('rules', [prometheus], () => health.rulesHealth(ports.prometheus, ruleGroupCount));
}
