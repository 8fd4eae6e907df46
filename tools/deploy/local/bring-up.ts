import { isDeepStrictEqual } from 'node:util';
import { type Binaries, type BinaryName, findBinaries, stackBinaries } from '../binaries';
import { findHelm } from '../binaries/helm';
import type { RenderedChart } from '../chart';
import { together } from '../together';
import { checkRules } from './check-rules';
import { firstUseCommands, tryFirstUse } from './first-use';
import * as health from './health';
import type { Launcher } from './launcher';
import { makeRoom } from './make-room';
import { otherDataRemark } from './other-data';
import { LOOPBACK } from './part';
import { needsToken } from './parts/webapp';
import { allParts, type FirstPlan, firstParts, monitoringParts, type Plan, planFirst, planStack } from './plan';
import { defaultPorts, type Ports, requireFreePorts, wantedPorts } from './ports';
import { NodeStart } from './sentinel/start';
import { type ChartSettings, DEFAULT_PROFILE, renderForLocal, settingsOf } from './settings';
import type { StateFolder } from './state';
import type { Stack, UpOptions } from './up';
import { buildWebapp } from './webapp-build';

/** The single works of `up`, and what one leaves for the next; their order is in order.ts. */
export class BringUp {
  /** Of the chart; what is known before Helm has rendered it may be set. */
  settings!: ChartSettings;
  private chart: RenderedChart | undefined;
  private readonly binaries: Partial<Binaries> = {};
  private build!: string;
  private ports!: Ports;
  private first!: FirstPlan;
  /** All parts, once the monitoring can be started. */
  private plan: Plan | undefined;
  private firstUseSeconds = 0;

  constructor(
    readonly options: UpOptions,
    private readonly state: StateFolder,
    private readonly launcher: Launcher,
  ) {}

  async findBinaries(names: readonly BinaryName[], signal = this.options.signal): Promise<void> {
    Object.assign(this.binaries, await findBinaries(names, { signal }));
  }

  async renderChart(signal = this.options.signal): Promise<void> {
    const { repository, profile = DEFAULT_PROFILE, values = [], set = [] } = this.options;
    const helm = await findHelm(repository, { signal });
    this.chart = await renderForLocal({ repository, helm, profile, values, set }, { signal });
    this.settings = settingsOf(this.chart);
  }

  async buildWebapp(signal = this.options.signal): Promise<void> {
    this.build = await buildWebapp(this.options.repository, { signal, logFile: this.state.log('build') });
  }

  async choosePorts(): Promise<void> {
    const { replicas, sentinel } = this.settings.topology;
    this.ports = await (this.options.ports ?? defaultPorts)(replicas, sentinel === undefined ? 0 : replicas + 1);
  }

  /** Plans Redis and the web app alone. @throws StackError naming the ports that are taken, also those of the other parts */
  async planFirst(): Promise<void> {
    await this.choosePorts();
    await requireFreePorts(wantedPorts(this.ports));
    this.first = planFirst(this.planRequest());
    await makeRoom(this.state, firstParts(this.first));
  }

  /** Plans all parts, and stops those that run otherwise. @returns how many run as planned, in words; '' for none */
  async planAll(): Promise<string> {
    const { signal, scrapeInterval = this.settings.topology.scrapeInterval } = this.options;
    const { evaluationInterval = scrapeInterval, ignoreGroupIntervals = false, rulesTimeScale = 1 } = this.options;
    const intervals = { scrapeInterval, evaluationInterval, ignoreGroupIntervals, rulesTimeScale };
    const chart = this.chart as RenderedChart;
    const plan = planStack({ ...this.planRequest(), chart, ...intervals });
    await checkRules(this.state, plan, this.binaries.promtool as string, { signal });
    const kept = await makeRoom(this.state, allParts(plan));
    this.plan = plan;
    this.first = plan;
    return kept === 0 ? '' : `${kept} of ${allParts(plan).length} parts run unchanged`;
  }

  /**
   * Finds what the monitoring takes, and has Helm render the chart if it hasn't yet.
   * @returns whether the chart says to Redis and the web app what they run with
   */
  async catchUp(): Promise<boolean> {
    const runWith = this.settings;
    await together(
      this.options.signal,
      (signal) => this.findBinaries(stackBinaries, signal),
      async (signal) => this.chart ?? this.renderChart(signal),
    );
    if (isDeepStrictEqual(runWith, this.settings)) return true;
    await this.choosePorts();
    return false;
  }

  /** @returns what the user should know, in words; '' for nothing */
  async startRedis(): Promise<string> {
    const { redis: nodes, sentinels } = this.first;
    const { state, launcher, ports } = this;
    const settings = this.settings.topology.sentinel;
    const remark = otherDataRemark(state, nodes);
    if (settings !== undefined) {
      const said = await new NodeStart({ state, launcher, nodes, sentinels, settings }).run();
      return remark || said;
    }
    launcher.start(nodes);
    const password = state.redisPassword();
    await launcher.wait('Redis replication', nodes, () => health.redisHealth(ports.redis, password));
    return remark;
  }

  /** Starts the web app and, where it is planned, the monitoring, which comes up meanwhile. */
  async startWebapp(): Promise<void> {
    const { webapp } = this.first;
    this.launcher.start([webapp, ...(this.plan === undefined ? [] : monitoringParts(this.plan))]);
    await this.launcher.wait('the web app to be ready', [webapp], () => health.webappHealth(this.ports));
  }

  /** @returns what a newcomer can be told */
  async tryFirstUse(): Promise<string> {
    const { startedAt = Date.now(), signal } = this.options;
    const { app } = addresses(this.ports);
    await tryFirstUse(app, this.settings.topology.replicas, this.launcher.timeoutMs, this.tokensFile(), signal);
    this.firstUseSeconds = (Date.now() - startedAt) / 1000;
    return `first write and read after ${this.firstUseSeconds.toFixed(1)} s, at ${app}`;
  }

  /** @returns what runs, in words */
  async waitForMonitoring(): Promise<string> {
    const { ports, launcher } = this;
    const plan = this.plan as Plan;
    const exporters = async () => {
      const problems = await Promise.all([...ports.exporters, ...ports.sentinelExporters].map(health.exporterHealth));
      return problems.filter((problem) => problem !== '').join('; ');
    };
    const { prometheus, alertmanager, receiver, ruleGroupCount, targetCount } = plan;
    await launcher.wait('the exporters', plan.exporters, exporters);
    await launcher.wait('the receiver', [receiver], () => health.receiverHealth(ports.receiver));
    await launcher.wait('Alertmanager', [alertmanager], () => health.alertmanagerHealth(ports.alertmanager));
    await launcher.wait('targets', [prometheus], () => health.targetsHealth(ports.prometheus, targetCount));
    await launcher.wait('rules', [prometheus], () => health.rulesHealth(ports.prometheus, ruleGroupCount));
    return `${targetCount} targets up, ${ruleGroupCount} rule groups`;
  }

  stack(): Stack {
    const { ports, firstUseSeconds } = this;
    const urls = addresses(ports);
    const password = this.state.redisPassword();
    const tokensFile = this.tokensFile();
    return {
      urls,
      ports,
      topology: this.settings.topology,
      password,
      tokensFile,
      commands: firstUseCommands(urls.app, tokensFile),
      firstUseSeconds,
    };
  }

  /** Where the values ask for tokens. */
  private tokensFile(): string | undefined {
    return needsToken(this.settings.webapp.env) ? this.state.apiTokensFile() : undefined;
  }

  /** What both plans take; the binaries are those that were sought before. */
  private planRequest() {
    const { state, settings, ports, build } = this;
    const binaries = this.binaries as Binaries<(typeof stackBinaries)[number]>;
    return { repository: this.options.repository, state, binaries, settings, ports, build };
  }
}

// --- internal ---

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
