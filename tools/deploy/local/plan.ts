import { ruleGroups } from '../../monitoring/rules/rules';
import type { Binaries, stackBinaries } from '../binaries';
import type { RenderedChart } from '../chart';
import type { Part } from './part';
import { alertmanagerPart } from './parts/alertmanager';
import { exporterParts } from './parts/exporters';
import { prometheusPart, scrapeTargets } from './parts/prometheus';
import { receiverPart, webhookUrl } from './parts/receiver';
import { redisParts } from './parts/redis';
import { type SentinelPart, sentinelParts } from './parts/sentinels';
import { webappPart } from './parts/webapp';
import type { Ports } from './ports';
import type { ChartSettings } from './settings';
import type { StateFolder } from './state';
import { scaleRules } from './time-scale';

export interface FirstPlanRequest {
  repository: string;
  state: StateFolder;
  binaries: Binaries<'redis-server'>;
  settings: ChartSettings;
  ports: Ports;
  /** Identifies the web app's build. */
  build: string;
}

export interface PlanRequest extends FirstPlanRequest {
  binaries: Binaries<(typeof stackBinaries)[number]>;
  chart: RenderedChart;
  /** Prometheus durations. */
  scrapeInterval: string;
  evaluationInterval: string;
  /** Evaluates every rule group at `evaluationInterval`, also those with an interval of their own. */
  ignoreGroupIntervals: boolean;
  /** Multiplies waiting times and ranges of the rules. */
  rulesTimeScale: number;
}

/** The parts that the first write and read take. */
export interface FirstPlan {
  redis: Part[];
  /** None where the primary is fixed. */
  sentinels: SentinelPart[];
  webapp: Part;
}

/** Every part of the stack. */
export interface Plan extends FirstPlan {
  exporters: Part[];
  prometheus: Part;
  alertmanager: Part;
  receiver: Part;
  ruleGroupCount: number;
  targetCount: number;
}

/** Describes Redis and the web app; nothing is started or written yet. */
export function planFirst({ repository, state, binaries, settings, ports, build }: FirstPlanRequest): FirstPlan {
  const password = state.redisPassword();
  const { topology, webapp } = settings;
  const program = binaries['redis-server'];
  const { sentinel } = topology;
  const ofSentinels = { state, program, ports: ports.sentinels, nodePorts: ports.redis, password };
  return {
    redis: redisParts({ state, program, topology, ports: ports.redis, password }),
    sentinels: sentinel === undefined ? [] : sentinelParts({ ...ofSentinels, settings: sentinel }),
    webapp: webappPart({
      repository,
      chartEnv: webapp.env,
      ports,
      passwordFile: state.redisPasswordFile(),
      tokensFile: state.apiTokensFile(),
      build,
    }),
  };
}

/** Describes every process of the stack; nothing is started or written yet. */
export function planStack(request: PlanRequest): Plan {
  const { state, binaries, ports } = request;
  const { topology, webapp } = request.settings;
  const password = state.redisPassword();
  const { rulesTimeScale, scrapeInterval } = request;
  const groups = ruleGroups(request.chart);
  const scaled = rulesTimeScale === 1 ? groups : scaleRules(groups, rulesTimeScale, scrapeInterval);
  const rules = request.ignoreGroupIntervals ? scaled.map(({ interval: _, ...group }) => group) : scaled;
  return {
    ...planFirst(request),
    exporters: exporterParts({
      program: binaries['redis-exporter'],
      topology,
      ports,
      password,
    }),
    prometheus: prometheusPart({
      state,
      program: binaries.prometheus,
      ports,
      topology,
      namespace: webapp.namespace,
      rules,
      scrapeInterval,
      evaluationInterval: request.evaluationInterval,
      retention: topology.retention,
    }),
    alertmanager: alertmanagerPart({
      state,
      program: binaries.alertmanager,
      port: ports.alertmanager,
      webhookUrl: webhookUrl(ports.receiver),
    }),
    receiver: receiverPart(request.repository, ports.receiver),
    ruleGroupCount: rules.length,
    targetCount: Object.values(scrapeTargets({ ports, topology, namespace: webapp.namespace })).flat().length,
  };
}

/** What the first write and read take. */
export function firstParts({ redis, sentinels, webapp }: FirstPlan): Part[] {
  return [...redis, ...sentinels, webapp];
}

/** All parts of a plan. */
export function allParts(plan: Plan): Part[] {
  return [...firstParts(plan), ...monitoringParts(plan)];
}

/** Those that the first write and read do without. */
export function monitoringParts(plan: Plan): Part[] {
  return [...plan.exporters, plan.prometheus, plan.alertmanager, plan.receiver];
}
