/** The profile `alert-routes` as a real Alertmanager reads it: amtool checks it, and alerts arrive where it says. */
import assert from 'node:assert/strict';
import { execFileSync, type SpawnSyncReturns, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse, stringify } from 'yaml';
import { PROJECT_ROOT } from '../../../../values/io';
import { findBinaries, freePorts, waitFor } from '../../index';

const folder = mkdtempSync(join(tmpdir(), 'alert-routes-'));
const SECRETS = '/etc/alertmanager/secrets/alertmanager-receivers';
const profile = readFileSync(join(PROJECT_ROOT, 'chart', 'profiles', 'alert-routes.yaml'), 'utf8');
const configuration = stringify(parse(profile)['kube-prometheus-stack'].alertmanager.config);
const file = join(folder, 'alertmanager.yaml');
/** Ends what hangs; a busy machine may need minutes for a start. */
const LIMIT_MS = 300_000;
let amtool: string;
let alertmanager: string;

before(async () => {
  writeFileSync(file, configuration);
  ({ amtool, alertmanager } = await findBinaries(['amtool', 'alertmanager']));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('amtool finds it valid, and a mistake in it invalid', () => {
  assert.match(execFileSync(amtool, ['check-config', file], { encoding: 'utf8' }), /SUCCESS/);
  const broken = join(folder, 'broken.yaml');
  writeFileSync(broken, configuration.replace('receiver: pager', 'receiver: beeper'));
  assert.throws(
    () => execFileSync(amtool, ['check-config', broken], { encoding: 'utf8', stdio: 'pipe' }),
    (error: SpawnSyncReturns<string>) => /undefined receiver "beeper"/.test(error.stdout + error.stderr),
  );
});

const routes: [what: string, labels: string[], receivers: string][] = [
  [
    'a page goes to the pager, the chat and the mail',
    ['alertname=RedisMasterDown', 'severity=critical'],
    'mail,pager,chat',
  ],
  ['a warning goes to the chat and the mail', ['alertname=RedisReplicaDown', 'severity=warning'], 'mail,chat'],
  ['what is for information goes to nobody', ['alertname=SomethingElse', 'severity=info'], 'null'],
  ['the Watchdog goes to nobody', ['alertname=Watchdog', 'severity=none'], 'null'],
];
for (const [what, labels, receivers] of routes) {
  test(what, () => {
    const args = ['config', 'routes', 'test', `--config.file=${file}`, ...labels];
    assert.equal(execFileSync(amtool, args, { encoding: 'utf8', stdio: 'pipe' }).trim(), receivers);
  });
}

test('a page arrives at the webhook with its token, and at Slack in words with the runbook', async (t) => {
  const arrived = new Map<string, { authorization: string | undefined; body: string }>();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    arrived.set(request.url ?? '', { authorization: request.headers.authorization, body });
    response.end('ok');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(folder, 'webhook-token'), 'sesame');
  writeFileSync(join(folder, 'slack-url'), `${target}/slack`);
  // Only addresses and the wait differ from the profile.
  const local = configuration
    .replaceAll(SECRETS, folder)
    .replace('https://pager.example.com/alertmanager', `${target}/pager`)
    .replace('group_wait: 15s', 'group_wait: 1s');
  writeFileSync(join(folder, 'local.yaml'), local);
  const { alertmanager: port } = await freePorts(0);
  const process = spawn(
    alertmanager,
    [
      `--config.file=${join(folder, 'local.yaml')}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  );
  t.after(async () => {
    process.kill();
    await once(process, 'exit');
  });
  const page = {
    labels: { alertname: 'RedisMasterDown', severity: 'critical', namespace: 'iacproject' },
    annotations: {
      summary: 'The primary does not respond.',
      runbook_url: 'https://runbooks.example/RedisMasterDown.md',
    },
  };
  const send = async () => {
    const body = JSON.stringify([page]);
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`http://127.0.0.1:${port}/api/v2/alerts`, { method: 'POST', headers, body })).ok;
  };
  await waitFor(send, { what: 'Alertmanager to take an alert', timeoutMs: LIMIT_MS });
  const both = async () => arrived.has('/pager') && arrived.has('/slack');
  await waitFor(both, { what: 'both notifications', timeoutMs: LIMIT_MS });

  assert.equal(arrived.get('/pager')?.authorization, 'Bearer sesame');
  assert.equal(JSON.parse(arrived.get('/pager')?.body ?? '').alerts[0].labels.alertname, 'RedisMasterDown');
  const slack = JSON.parse(arrived.get('/slack')?.body ?? '');
  assert.equal(slack.channel, '#alerts');
  assert.equal(slack.attachments[0].title, 'FIRING critical: RedisMasterDown');
  assert.match(
    slack.attachments[0].text,
    /The primary does not respond. https:\/\/runbooks.example\/RedisMasterDown.md/,
  );
});
