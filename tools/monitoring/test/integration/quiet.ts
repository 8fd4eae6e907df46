/** Whether a stack has come to rest, so that what arrives from now on comes of what is done from now on. */
import type { Notification } from '../../../deploy/local';
import { alertsInPrometheus, notifiedAlerts, received } from './prometheus-api';

export interface Alert {
  labels: Record<string, string>;
}

/** What the three that know about alerts say. */
export interface AlertState {
  /** Pending or firing in Prometheus. */
  evaluated: readonly (Alert & { state: string })[];
  /** Not ended at Alertmanager. */
  notified: readonly Alert[];
  /** What the receiver was sent, the newest first. */
  received: readonly Notification[];
}

/** Asks all three. */
export async function alertState(
  urls: Record<'prometheus' | 'alertmanager' | 'receiver', string>,
): Promise<AlertState> {
  const [evaluated, notified, sent] = await Promise.all([
    alertsInPrometheus(urls.prometheus),
    notifiedAlerts(urls.alertmanager),
    received(urls.receiver),
  ]);
  return { evaluated, notified: notified.map((labels) => ({ labels })), received: sent };
}

/**
 * What isn't over yet: alerts that fire, those that are about to wake somebody, and those whose end the receiver hasn't been
 * told: Alertmanager sends it some seconds after it knows, and a test that has begun by then would take it for its own.
 *
 * Prometheus makes its first scrapes five seconds after its start and evaluates rules at once. With waiting times of a few
 * seconds an alert about a target that isn't there can fire in between.
 *
 * @param ignored names of alerts that remember former faults
 */
export function unfinished({ evaluated, notified, received: sent }: AlertState, ignored: readonly string[]): string[] {
  const coming = evaluated.filter(({ state, labels }) => state === 'firing' || labels['severity'] === 'critical');
  const newest = new Map(sent.toReversed().map((one) => [JSON.stringify(Object.entries(one.labels).sort()), one]));
  const untold = [...newest.values()].filter(({ status }) => status === 'firing');
  const names = [...coming, ...notified, ...untold].map(({ labels }) => labels['alertname'] ?? '');
  return [...new Set(names)].filter((name) => !ignored.includes(name));
}
