/** The page that shows the notifications, for a browser. */
import type { Notification } from './notifications';

/** The whole page. It loads itself again every two seconds; without JavaScript, so it works anywhere. */
export function notificationsPage(notifications: readonly Notification[]): string {
  const rows = notifications.map(row).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="2">
<title>${title(notifications)}</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #222; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: .4rem .8rem; border-bottom: 1px solid #ddd; vertical-align: top; }
  .firing.critical td:first-child { border-left: .5rem solid #c4162a; }
  .firing.warning td:first-child { border-left: .5rem solid #ff9830; }
  .resolved td:first-child { border-left: .5rem solid #56a64b; }
  small { color: #666; }
</style>
</head>
<body>
<h1>What Alertmanager sent</h1>
${rows === '' ? '<p>Nothing yet. Stop a part of the stack, and its alert arrives here.</p>' : table(rows)}
</body>
</html>
`;
}

// --- internal ---

// What fires stands in the tab, too, so that it is seen from another one.
function title(notifications: readonly Notification[]): string {
  const latest = notifications[0];
  return latest === undefined ? 'Notifications' : escapeHtml(`${latest.status}: ${latest.labels['alertname'] ?? ''}`);
}

function table(rows: string): string {
  return `<table>
<tr><th>received</th><th>status</th><th>severity</th><th>alert</th><th>what is wrong</th></tr>
${rows}
</table>`;
}

function row({ receivedAt, status, labels, annotations }: Notification): string {
  const severity = labels['severity'] ?? '';
  const name = escapeHtml(labels['alertname'] ?? '');
  const runbook = annotations['runbook_url'] ?? '';
  // Only a web address becomes a link: others could be scripts.
  const alert = /^https?:\/\//.test(runbook) ? `<a href="${escapeHtml(runbook)}">${name}</a>` : name;
  const text = `${escapeHtml(annotations['summary'] ?? '')}<br><small>${escapeHtml(annotations['description'] ?? '')}</small>`;
  const cells = [new Date(receivedAt).toISOString(), status, escapeHtml(severity), alert, text];
  return `<tr class="${status} ${escapeHtml(severity)}">${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
