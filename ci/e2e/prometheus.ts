/** Prometheus and Alertmanager of a release, through the API server. */
import { kubectl } from '../cluster/kubectl';
import type { Release } from './release';

export interface Alert {
  labels: Record<string, string>;
  state: 'pending' | 'firing';
}

export interface Target {
  labels: Record<string, string>;
  health: string;
}

interface Rule {
  name: string;
  health: string;
}

interface Group {
  name: string;
  evaluationTime: number;
  rules: Rule[];
}

export class Prometheus {
  constructor(private readonly release: Release) {}

  /** The value and labels of each series. */
  async query(promql: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> {
    return (await this.get(`query?query=${encodeURIComponent(promql)}`)).result;
  }

  /** The value of the first series; undefined when there is none. */
  async value(promql: string): Promise<string | undefined> {
    return (await this.query(promql))[0]?.value[1];
  }

  /** Groups of the release's own rules. */
  async groups(): Promise<Group[]> {
    const { groups } = (await this.get('rules')) as { groups: Group[] };
    return groups.filter(({ name }) => name.startsWith(`${this.release.name}.`));
  }

  async targets(): Promise<Target[]> {
    const { activeTargets } = (await this.get('targets?state=active')) as { activeTargets: Target[] };
    return activeTargets.filter(({ labels }) => labels['namespace'] === this.release.workload);
  }

  async alerts(): Promise<Alert[]> {
    return (await this.get('alerts')).alerts;
  }

  /**
   * Names of the alerts that fire, each once, sorted. Those for information, such as a node's busy processor, reach nobody, and InfoInhibitor only says that there
   * are some.
   */
  async firing(): Promise<string[]> {
    const alerts = (await this.alerts()).filter(
      ({ state, labels }) => state === 'firing' && labels['severity'] !== 'info',
    );
    return names(alerts).filter((name) => name !== 'InfoInhibitor');
  }

  // --- internal ---

  // biome-ignore lint/suspicious/noExplicitAny: each path responds in its own form
  private async get(path: string): Promise<any> {
    const text = await kubectl(['get', '--raw', `${proxied(this.release, 'prometheus:9090')}/api/v1/${path}`]);
    return JSON.parse(text).data;
  }
}

export class Alertmanager {
  constructor(private readonly release: Release) {}

  /** Names of the critical alerts that have not ended, sorted. */
  async critical(): Promise<string[]> {
    const alerts: { labels: Record<string, string>; endsAt: string }[] = await this.get('alerts?active=true');
    const isOn = ({ labels, endsAt }: (typeof alerts)[0]) =>
      labels['severity'] === 'critical' && Date.parse(endsAt) > Date.now();
    return names(alerts.filter(isOn));
  }

  /** Its configuration as it has read it; what is secret is shown as `<secret>`. */
  async configuration(): Promise<string> {
    return (await this.get('status')).config.original;
  }

  // --- internal ---

  // biome-ignore lint/suspicious/noExplicitAny: each path responds in its own form
  private async get(path: string): Promise<any> {
    return JSON.parse(await kubectl(['get', '--raw', `${proxied(this.release, 'alertmanager:9093')}/api/v2/${path}`]));
  }
}

// --- internal ---

const proxied = ({ name, namespace }: Release, service: string) =>
  `/api/v1/namespaces/${namespace}/services/${name}-kube-prometheus-st-${service}/proxy`;

const names = (alerts: readonly { labels: Record<string, string> }[]) =>
  [...new Set(alerts.map(({ labels }) => labels['alertname'] ?? ''))].sort();
