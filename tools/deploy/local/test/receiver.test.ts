import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { Inbox, type Notification } from '../receiver/notifications';
import { receiver, WEBHOOK_PATH } from '../receiver/server';

const lines: string[] = [];
const server = receiver((line) => lines.push(line), new Inbox(3));
let url = '';

before(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  lines.length = 0;
});
after(() => {
  server.close();
  server.closeAllConnections();
});

test('a page is shown to people, to programs and in the log', async () => {
  assert.equal(await post([alert('RedisMasterDown', 'firing')]), 200);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /^\S+Z FIRING critical RedisMasterDown: The primary <b>does not<\/b> respond\.$/);
  const [shown] = (await (await fetch(`${url}/notifications`)).json()) as Notification[];
  assert.deepEqual([shown?.status, shown?.labels['alertname']], ['firing', 'RedisMasterDown']);
  const page = await (await fetch(url)).text();
  assert.match(page, /<a href="https:\/\/runbooks.example\/RedisMasterDown.md">RedisMasterDown<\/a>/);
  assert.match(page, /The primary &lt;b&gt;does not&lt;\/b&gt; respond/);
});

test('the newest comes first, and only so many are kept', async () => {
  for (const name of ['A', 'B', 'C', 'D']) await post([alert(name, 'firing')]);
  await post([alert('E', 'firing'), alert('A', 'resolved')]);
  const kept = (await (await fetch(`${url}/notifications`)).json()) as Notification[];
  assert.deepEqual(
    kept.map(({ labels, status }) => `${labels['alertname']} ${status}`),
    ['A resolved', 'E firing', 'D firing'],
  );
});

test('a runbook that is no web address becomes no link', async () => {
  const hostile = alert('X', 'firing');
  // biome-ignore lint/suspicious/noExplicitAny: a payload as an attacker would write it
  (hostile as any).annotations.runbook_url = 'javascript:alert(1)';
  await post([hostile]);
  assert.doesNotMatch(await (await fetch(url)).text(), /javascript:/);
});

const refused: [what: string, body: string, message: RegExp][] = [
  ['no JSON', 'firing!', /the body is no JSON/],
  ['no alerts', '{"status":"firing"}', /`alerts` is no list/],
  ['an alert without a status', '{"alerts":[{"labels":{}}]}', /alerts\[0\]\.status is neither/],
  [
    'more than a megabyte',
    JSON.stringify({ alerts: [], filler: 'x'.repeat(1024 * 1024) }),
    /longer than 1048576 bytes/,
  ],
];
for (const [what, body, message] of refused) {
  test(`${what} is refused with the reason`, async () => {
    const response = await fetch(`${url}${WEBHOOK_PATH}`, { method: 'POST', body });
    assert.equal(response.status, 400);
    assert.match(await response.text(), message);
    assert.deepEqual(lines, []);
  });
}

test('an unknown address says which there are', async () => {
  const response = await fetch(`${url}/page`);
  assert.equal(response.status, 404);
  assert.match(await response.text(), /GET \/notifications/);
});

// --- internal ---

function alert(name: string, status: string) {
  return {
    status,
    labels: { alertname: name, severity: 'critical' },
    annotations: {
      summary: 'The primary <b>does not</b> respond.',
      runbook_url: `https://runbooks.example/${name}.md`,
    },
    startsAt: '2026-01-01T00:00:00Z',
  };
}

async function post(alerts: object[]): Promise<number> {
  const response = await fetch(`${url}${WEBHOOK_PATH}`, { method: 'POST', body: JSON.stringify({ alerts }) });
  await response.arrayBuffer();
  return response.status;
}
