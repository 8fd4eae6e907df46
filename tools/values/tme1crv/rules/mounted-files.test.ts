import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { mountedFiles } from './mounted-files';

const says = (values: JsonObject) => saysOf(mountedFiles, { 'kube-prometheus-stack': values });

const receivers = (file: string) => ({ receivers: [{ name: 'a', slack_configs: [{ api_url_file: file }] }] });
const alerts = (alertmanagerSpec: JsonObject, file = '/etc/alertmanager/secrets/slack/url') =>
  says({ alertmanager: { alertmanagerSpec, config: receivers(file) } });

test('a file of a receiver is in a Secret that Alertmanager has', () => {
  assert.match(alerts({})[0] ?? '', /^error: .*no Secret of that name .*because .*alertmanagerSpec\.secrets lacks it/);
  assert.deepEqual(alerts({ secrets: ['slack'] }), []);
  assert.deepEqual(alerts({ secrets: ['{{ .Release.Name }}-slack'] }), []);
  assert.deepEqual(alerts({ volumeMounts: [{ name: 'a', mountPath: '/etc/alertmanager/secrets/slack' }] }), []);
  assert.deepEqual(alerts({}, '/run/secrets/slack/url'), []);
  assert.match(alerts({}, '/etc/alertmanager/configmaps/slack/url')[0] ?? '', /alertmanagerSpec\.configMaps/);
});

test('a file of a scrape is in a Secret that Prometheus has, where that scrape is on', () => {
  const etcd = (enabled: boolean, secrets: string[]) =>
    says({
      kubeEtcd: {
        enabled,
        serviceMonitor: { caFile: '/etc/prometheus/secrets/etcd/ca.crt', keyFile: '/etc/prometheus/secrets/etcd/key' },
      },
      prometheus: { prometheusSpec: { secrets } },
    });
  assert.equal(etcd(true, []).length, 1, 'one Secret is one finding');
  assert.match(etcd(true, [])[0] ?? '', /Prometheus never finds the file/);
  assert.deepEqual(etcd(true, ['etcd']), []);
  assert.deepEqual(etcd(false, []), []);
  const job = { basic_auth: { password_file: '/etc/prometheus/secrets/nas/password' } };
  assert.equal(says({ prometheus: { prometheusSpec: { additionalScrapeConfigs: [job] } } }).length, 1);
});
