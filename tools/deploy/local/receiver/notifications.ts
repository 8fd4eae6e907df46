/** What Alertmanager's webhook sends, and the last of it. Format: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */

/** One alert of one notification. */
export interface Notification {
  /** When it arrived here, in ms since 1970. */
  receivedAt: number;
  status: 'firing' | 'resolved';
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** When it began to fire, as Alertmanager writes it (RFC 3339). */
  startsAt: string;
}

/** What isn't a notification; the message says what is wrong with it. */
export class MalformedNotification extends Error {}

/**
 * Reads the body of a webhook request.
 * @throws MalformedNotification for anything but the JSON that Alertmanager sends
 */
export function parseNotifications(body: string, receivedAt: number): Notification[] {
  let message: unknown;
  try {
    message = JSON.parse(body);
  } catch (error) {
    throw new MalformedNotification(`the body is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  const alerts = field(message, 'alerts');
  if (!Array.isArray(alerts)) throw new MalformedNotification('`alerts` is no list');
  return alerts.map((alert: unknown, index) => {
    const status = field(alert, 'status');
    if (status !== 'firing' && status !== 'resolved') {
      throw new MalformedNotification(`alerts[${index}].status is neither "firing" nor "resolved"`);
    }
    const startsAt = field(alert, 'startsAt');
    return {
      receivedAt,
      status,
      labels: texts(field(alert, 'labels')),
      annotations: texts(field(alert, 'annotations')),
      startsAt: typeof startsAt === 'string' ? startsAt : '',
    };
  });
}

/** The last notifications, the newest first; older ones are forgotten. */
export class Inbox {
  private readonly kept: Notification[] = [];

  /** @param limit how many are kept */
  constructor(private readonly limit = 500) {}

  add(notifications: Notification[]): void {
    this.kept.unshift(...notifications.toReversed());
    this.kept.length = Math.min(this.kept.length, this.limit);
  }

  all(): readonly Notification[] {
    return this.kept;
  }
}

/** A notification in one line, for a log: "FIRING critical RedisMasterDown: The Redis primary … does not respond." */
export function inOneLine({ status, labels, annotations }: Notification): string {
  const text = `${status.toUpperCase()} ${labels['severity'] ?? '-'} ${labels['alertname'] ?? '-'}: ${annotations['summary'] ?? ''}`;
  return text.replaceAll(/\p{Cc}+/gu, ' ').trim();
}

// --- internal ---

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function texts(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]));
}
