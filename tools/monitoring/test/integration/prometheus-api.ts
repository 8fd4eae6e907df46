/** The few questions that these tests ask Prometheus, Alertmanager and the receiver. */
import type { Notification } from '../../../deploy/local';

interface ApiResponse<T> {
  status: string;
  error?: string;
  data: T;
}

export interface Sample {
  metric: Record<string, string>;
  value: [time: number, value: string];
}

export interface ActiveRule {
  name: string;
  type: 'alerting' | 'recording';
  query: string;
  health: string;
  lastError?: string;
}

/** The result of an instant query. @throws with Prometheus' message when it refuses the query */
export async function instantQuery(prometheus: string, expr: string): Promise<Sample[]> {
  const body = new URLSearchParams({ query: expr });
  const { result } = await ask<{ result: Sample[] }>(`${prometheus}/api/v1/query`, { method: 'POST', body });
  return result;
}

/** The labels of every series that Prometheus has, `__name__` among them. */
export function allSeries(prometheus: string): Promise<Record<string, string>[]> {
  return ask<Record<string, string>[]>(`${prometheus}/api/v1/series?match[]=${encodeURIComponent('{__name__=~".+"}')}`);
}

/** Every rule that Prometheus evaluates. */
export async function activeRules(prometheus: string): Promise<ActiveRule[]> {
  const { groups } = await ask<{ groups: { rules: ActiveRule[] }[] }>(`${prometheus}/api/v1/rules`);
  return groups.flatMap(({ rules }) => rules);
}

/** The alerts that Prometheus has pending or firing. */
export async function alertsInPrometheus(
  prometheus: string,
): Promise<{ state: string; labels: Record<string, string> }[]> {
  const { alerts } = await ask<{ alerts: { state: string; labels: Record<string, string> }[] }>(
    `${prometheus}/api/v1/alerts`,
  );
  return alerts;
}

/** Labels of the alerts that have reached Alertmanager and have not ended. */
export async function notifiedAlerts(alertmanager: string): Promise<Record<string, string>[]> {
  const response = await fetch(`${alertmanager}/api/v2/alerts?active=true`);
  const alerts = (await response.json()) as { labels: Record<string, string>; endsAt: string }[];
  return alerts.filter(({ endsAt }) => Date.parse(endsAt) > Date.now()).map(({ labels }) => labels);
}

/** What Alertmanager has sent to the receiver, the newest first. */
export async function received(receiver: string): Promise<Notification[]> {
  return (await (await fetch(`${receiver}/notifications`)).json()) as Notification[];
}

// --- internal ---

async function ask<T>(url: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(url, init);
  const body = (await response.json()) as ApiResponse<T>;
  if (body.status !== 'success') throw new Error(`${url}: ${body.error}`);
  return body.data;
}
