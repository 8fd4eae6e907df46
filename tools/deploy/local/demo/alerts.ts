/** What the demo asks of Prometheus and of the receiver about one alert. */
import type { Notification } from '../receiver/notifications';

/** Of an alert at Prometheus: "inactive", "pending", "firing". @param prometheus its URL */
export async function stateOf(alert: string, prometheus: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(`${prometheus}/api/v1/alerts`, { signal });
  const { data } = (await response.json()) as {
    data: { alerts: { labels: { alertname: string }; state: string }[] };
  };
  return data.alerts.find(({ labels }) => labels.alertname === alert)?.state ?? 'inactive';
}

/** @param url of the receiver's notifications  @param since when it was received, in milliseconds */
export async function findNotification(
  alert: string,
  status: Notification['status'],
  url: string,
  since: number,
  signal: AbortSignal,
): Promise<Notification | undefined> {
  const all = (await (await fetch(url, { signal })).json()) as Notification[];
  return all.find((one) => one.labels['alertname'] === alert && one.status === status && one.receivedAt >= since);
}
