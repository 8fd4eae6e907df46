import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { subPaths } from './sub-paths';

const stack = (values: JsonObject) => saysOf(subPaths, { 'kube-prometheus-stack': values });
const grafana = (server: JsonObject, ingress: JsonObject = {}, more: JsonObject = {}) =>
  stack({ grafana: { ingress: { enabled: true, path: '/grafana', ...ingress }, 'grafana.ini': { server }, ...more } });

test('Grafana serves the path of its Ingress', () => {
  const root_url = 'https://a.example.com/grafana/';
  assert.match(grafana({})[0] ?? '', /^warning: the Ingress sends \/grafana to Grafana/);
  assert.equal(grafana({ root_url }).length, 1);
  assert.equal(grafana({ root_url: 'https://a.example.com', serve_from_sub_path: true }).length, 1);
  assert.deepEqual(grafana({ root_url, serve_from_sub_path: true }), []);
  assert.deepEqual(grafana({ root_url: '%(protocol)s://%(domain)s/grafana', serve_from_sub_path: true }), []);
  assert.deepEqual(grafana({}, { path: '/' }), []);
  assert.deepEqual(grafana({}, { enabled: false }), []);
  assert.deepEqual(grafana({}, { path: '/grafana(/|$)(.*)' }), []);
  assert.deepEqual(grafana({}, { annotations: { 'nginx.ingress.kubernetes.io/rewrite-target': '/' } }), []);
  assert.deepEqual(
    grafana({}, { annotations: { 'traefik.ingress.kubernetes.io/router.middlewares': 'a-strip@kubernetescrd' } }),
    [],
  );
  const env = { GF_SERVER_ROOT_URL: root_url, GF_SERVER_SERVE_FROM_SUB_PATH: true };
  assert.deepEqual(grafana({}, {}, { env }), []);
  assert.deepEqual(grafana({}, {}, { envFromSecret: 'grafana-env' }), []);
});

test('Prometheus and Alertmanager serve the paths of their Ingress, and the address that alerts name', () => {
  const prometheus = (paths: string[], prometheusSpec: JsonObject, ingress: JsonObject = {}) =>
    stack({ prometheus: { ingress: { enabled: true, paths, ...ingress }, prometheusSpec } });
  const externalUrl = 'https://a.example.com/prometheus';
  assert.match(prometheus(['/prometheus'], { externalUrl })[0] ?? '', /sends \/prometheus to Prometheus, .* below \/ /);
  assert.match(prometheus([], { externalUrl, routePrefix: '/' })[0] ?? '', /has the path \/prometheus/);
  assert.deepEqual(prometheus(['/prometheus'], { externalUrl, routePrefix: '/prometheus' }), []);
  assert.deepEqual(prometheus([], { externalUrl, routePrefix: '/prometheus/' }), []);
  assert.deepEqual(prometheus(['/'], { externalUrl, routePrefix: '/prometheus' }), []);
  assert.deepEqual(prometheus(['/api/v1/write'], {}), []);
  assert.deepEqual(prometheus([], { externalUrl }, { enabled: false }), [], 'a proxy may take the path away');
  const alerts = { ingress: { enabled: true, paths: ['/alerts-ui'] }, alertmanagerSpec: { routePrefix: '/am' } };
  assert.match(stack({ alertmanager: alerts })[0] ?? '', /to Alertmanager, which serves its pages below \/am/);
});
