import type { Binaries, BinaryName } from '../binaries';
import { type RenderedChart, ruleGroups, webappDeployment } from '../chart';
import type { Part } from './part';
import { alertmanagerPart } from './parts/alertmanager';
import { exporterParts } from './parts/exporters';
import { prometheusPart, scrapeTargets } from './parts/prometheus';
import { receiverPart, webhookUrl } from './parts/receiver';
import { redisParts } from './parts/redis';
import { webappPart } from './parts/webapp';
import type { Ports } from './ports';
import type { StateFolder } from './state';
import { scaleRules } from './time-scale';
import type { Topology } from './topology';

export interface PlanRequest {
  repository: string;
  state: StateFolder;
  binaries: Binaries<Exclude<BinaryName, 'shellcheck' | 'amtool'>>;
  chart: RenderedChart;
  topology: Topology;
  ports: Ports;
  /** Identifies the web app's build. */
  build: string;
  /** Prometheus durations. */
  scrapeInterval: string;
  evaluationInterval: string;
  /** Evaluates every rule group at `evaluationInterval`, also those with an interval of their own. */
  ignoreGroupIntervals: boolean;
  /** Multiplies waiting times and ranges of the rules. */
  rulesTimeScale: number;
}

/** Every part of the stack. */
export interface Plan {
  redis: Part[];
  exporters: Part[];
  webapp: Part;
  prometheus: Part;
  alertmanager: Part;
  receiver: Part;
  ruleGroupCount: number;
  targetCount: number;
}

/** Describes every process of the stack; nothing is started or written yet. */
export function planStack(request: PlanRequest): Plan {
  const { state, binaries, topology, ports } = request;
  const password = state.redisPassword();
  const deployment = webappDeployment(request.chart);
  const { rulesTimeScale, scrapeInterval } = request;
  const groups = ruleGroups(request.chart);
  const scaled = rulesTimeScale === 1 ? groups : scaleRules(groups, rulesTimeScale, scrapeInterval);
  const rules = request.ignoreGroupIntervals ? scaled.map(({ interval: _, ...group }) => group) : scaled;
  return {
    redis: redisParts({ state, program: binaries['redis-server'], topology, ports: ports.redis, password }),
    exporters: exporterParts({
      program: binaries['redis-exporter'],
      topology,
      ports: ports.exporters,
      redisPorts: ports.redis,
      password,
    }),
    webapp: webappPart({
      repository: request.repository,
      chartEnv: deployment.env,
      ports,
      password,
      build: request.build,
    }),
    prometheus: prometheusPart({
      state,
      program: binaries.prometheus,
      ports,
      namespace: deployment.namespace,
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
    targetCount: Object.values(scrapeTargets(ports, deployment.namespace)).flat().length,
  };
}

/** All parts of a plan. */
export function allParts(plan: Plan): Part[] {
  return [...plan.redis, ...plan.exporters, plan.webapp, plan.prometheus, plan.alertmanager, plan.receiver];
}
