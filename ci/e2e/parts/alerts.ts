/** The monitoring of an installed release: its rules, and alerts from the fault to the notification. */
import assert from 'node:assert/strict';
import { listObjects } from '../../cluster/kubectl';
import type { Found } from '../release';
import { until } from '../until';
import type { World } from '../world';
import { targetsAreRight } from './installed';
import { OVERRIDES } from './upgrade';

/** Prometheus has as many as the PrometheusRules of the release, and none is unhealthy. */
export async function rulesAreLoaded({ release, prometheus, steps }: World): Promise<void> {
  const selector = `app.kubernetes.io/part-of=tme1crv,app.kubernetes.io/instance=${release.name}`;
  const objects = await listObjects<Found>('prometheusrules', '--namespace', release.namespace, '-l', selector);
  const expected = objects.flatMap(({ spec }) => spec.groups.flatMap(({ rules }: { rules: object[] }) => rules)).length;
  assert.ok(expected > 20);
  await until(120, async () => {
    const rules = (await prometheus.groups()).flatMap((group) => group.rules);
    assert.deepEqual(
      rules.filter(({ health }) => health !== 'ok').map(({ name }) => name),
      [],
    );
    assert.equal(rules.length, expected);
  });
  const seconds = (await prometheus.groups()).reduce((sum, { evaluationTime }) => sum + evaluationTime, 0);
  const series = await prometheus.value(
    `count({namespace="${release.workload}",job=~"${release.name}-.*"}) + count({__name__=~"tme1crv:.*|ALERTS",release="${release.name}"})`,
  );
  steps.show(
    `${expected} rules of this chart, all healthy`,
    `they evaluate in ${(seconds * 1000).toFixed(1)} ms; ${series} series of this release`,
  );
}

export async function onlyTheWatchdogFires({ prometheus, steps }: World): Promise<void> {
  await until(60, async () => assert.deepEqual(await prometheus.firing(), ['Watchdog']));
  steps.show('firing: Watchdog');
}

/** What the local stack can't show: the exporter there is older, and kube-state-metrics needs a Kubernetes. */
export async function clusterSeriesAreThere({ release, prometheus, steps }: World): Promise<void> {
  const namespace = `namespace="${release.workload}"`;
  for (const selector of [
    `redis_client_output_buffer_limit_disconnections_total{${namespace}}`,
    `kube_deployment_status_replicas_available{${namespace},deployment="${release.name}-webapp"}`,
    `kube_cronjob_created{${namespace}}`,
    `kube_pod_container_resource_limits{${namespace},container="redis",resource="memory"}`,
    `kube_pod_container_resource_limits{${namespace},container="webapp",resource="memory"}`,
  ]) {
    // kube-state-metrics is scraped for the first time up to an interval after its start
    await until(90, async () => {
      const value = await prometheus.value(selector);
      assert.ok(value !== undefined, `nothing returned by ${selector}`);
      steps.show(`${selector} is ${value}`);
    });
  }
}

/** The ServiceMonitor selects nothing, the web app runs: nobody is paged for it. */
export async function missingTargetIsNoOutage(world: World, webappPods: number): Promise<void> {
  const { release, prometheus, steps } = world;
  // As somebody might change it by hand
  const selectPodsNamed = (name: string) => {
    const patch = { spec: { selector: { matchLabels: { 'app.kubernetes.io/name': name } } } };
    return release.kubectlHere(
      'patch',
      'servicemonitor',
      `${release.name}-webapp`,
      '--type=merge',
      '-p',
      JSON.stringify(patch),
    );
  };
  await selectPodsNamed('nobody');
  try {
    await until(240, async () => {
      const states = (await prometheus.alerts()).map(({ labels, state }) => `${labels['alertname']} is ${state}`);
      assert.ok(states.includes('WebappTargetsMissing is pending'), states.join(', '));
    });
    const alerts = await prometheus.alerts();
    steps.show(...alerts.map(({ labels, state }) => `${labels['alertname']} is ${state}`));
    assert.ok(!alerts.some(({ labels }) => labels['alertname'] === 'WebappDown'));
  } finally {
    await selectPodsNamed('webapp');
  }
  await until(180, () => targetsAreRight(world, webappPods));
}

/** The alert, and no other critical one, is at Alertmanager. */
export async function criticalAlertArrives({ alertmanager, steps }: World, alert: string): Promise<void> {
  const start = Date.now();
  await until(300, async () => assert.deepEqual(await alertmanager.critical(), [alert]));
  steps.show(`${alert} reached Alertmanager; waited ${Math.round((Date.now() - start) / 1000)} s for it`);
}

export async function criticalAlertIsCleared({ alertmanager, steps }: World): Promise<void> {
  const start = Date.now();
  await until(300, async () => assert.deepEqual(await alertmanager.critical(), []));
  steps.show(`no critical alert is left; waited ${Math.round((Date.now() - start) / 1000)} s`);
}

/** Of this chart's alerts, in the last five minutes. Those of kube-prometheus-stack tell of a busy machine, too. */
export async function nothingHasFired({ release, prometheus }: World): Promise<void> {
  const fired = `group by (alertname) (max_over_time(ALERTS{alertstate="firing",release="${release.name}"}[5m]))`;
  assert.deepEqual(
    (await prometheus.query(fired)).map(({ metric }) => metric['alertname']),
    [],
  );
}

/** The profile alert-routes, with a pod of this test in the place of the pager and of Slack. */
export async function routesAreTaken({ release, alertmanager }: World): Promise<void> {
  const receivers = [
    '--from-literal=webhook-token=sesame',
    `--from-literal=slack-url=http://${RECEIVER}:8080/slack`,
    '--from-literal=smtp-password=none',
  ];
  await release.kubectlHere('create', 'secret', 'generic', 'alertmanager-receivers', ...receivers);
  const image = `--image=${await release.webappImage()}`;
  const pod = ['run', RECEIVER, image, '--image-pull-policy=IfNotPresent', '--port=8080', '--expose'];
  await release.kubectlHere(...pod, '--command', '--', 'node', '-e', RECEIVE);
  await release.kubectlHere('wait', '--for=condition=Ready', `pod/${RECEIVER}`, '--timeout=60s');
  const url = 'kube-prometheus-stack.alertmanager.config.receivers[1].webhook_configs[0].url';
  const routes = ['-f', 'chart/profiles/alert-routes.yaml', '--set', `${url}=http://${RECEIVER}:8080/pager`];
  await release.upgrade('helm', ...OVERRIDES, ...routes);
  await until(180, async () => assert.match(await alertmanager.configuration(), /receiver: pager/));
}

export async function notificationIsSent({ release, steps }: World, alert: string): Promise<void> {
  const sent = async () => (await release.kubectlHere('logs', RECEIVER)).trim().split('\n');
  const isSent = (seconds: number, line: string) =>
    until(seconds, async () => {
      const lines = await sent();
      assert.ok(lines.includes(line), `"${line}" is missing in:\n${lines.join('\n')}`);
    });
  await isSent(120, `/pager Bearer sesame FIRING critical: ${alert}`);
  await isSent(60, `/slack - FIRING critical: ${alert}`);
  steps.show(...new Set((await sent()).sort()));
}

export function removeReceiver({ release }: World): Promise<string> {
  const objects = [`pod/${RECEIVER}`, `service/${RECEIVER}`, 'secret/alertmanager-receivers'];
  return release.kubectlHere('delete', ...objects, '--ignore-not-found', '--grace-period=1');
}

// --- internal ---

const RECEIVER = 'e2e-receiver';

/** Prints who was told what, with the authorization that came. */
const RECEIVE = `
  require('http').createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { alerts = [], attachments = [] } = JSON.parse(body);
    const news = [...alerts.map((a) => a.status.toUpperCase() + ' ' + a.labels.severity + ': ' + a.labels.alertname), ...attachments.map((a) => a.title)];
    for (const line of news) console.log(request.url, request.headers.authorization ?? '-', line);
    response.end('ok');
  }).listen(8080);`;
