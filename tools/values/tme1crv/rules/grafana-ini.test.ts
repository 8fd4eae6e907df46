import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { grafanaIni } from './grafana-ini';

const says = (ini: JsonObject, more: JsonObject = {}) =>
  saysOf(grafanaIni, { 'kube-prometheus-stack': { grafana: { 'grafana.ini': ini, ...more } } });

test("what Grafana or its chart don't take", () => {
  assert.match(says({ smtp: true })[0] ?? '', /no map/);
  assert.match(says({ security: { admin: { user: 'x' } } })[0] ?? '', /map within a section/);
  assert.match(says({ 'auth.github': { client_secret: 'x' } })[0] ?? '', /refuses to render/);
  assert.match(says({ remote_cache: { type: 'rediss' } })[0] ?? '', /redis, memcached, database/);
  assert.match(says({ dashboards: { min_refresh_interval: 'often' } })[0] ?? '', /no duration/);
  assert.match(says({ server: { protocol: 'https' } })[0] ?? '', /cert_file/);
  assert.match(says({ server: { http_port: 80 } })[0] ?? '', /ask port 3000/);
  assert.match(says({ security: { admin_user: 'root' } })[0] ?? '', /^warning: .*no effect/);
  assert.match(says({ security: { admin_password: 'x' } })[0] ?? '', /GF_SECURITY_ADMIN_PASSWORD, which wins/);
});

test('words that only some parts know, and an address without a port', () => {
  const database = (type: string, ssl_mode: string) => says({ database: { type, ssl_mode } });
  assert.match(
    database('postgres', 'required')[0] ?? '',
    /^error: is "required"; Grafana knows disable, .*verify-full/,
  );
  assert.match(database('mysql', 'require')[0] ?? '', /skip-verify/);
  assert.match(says({ log: { mode: 'console json' } })[0] ?? '', /is "json"; Grafana knows console, file, syslog/);
  assert.match(says({ smtp: { host: 'mail.example.com' } })[0] ?? '', /^warning: .*without a port/);
  const taken = { database: { type: 'postgres', ssl_mode: 'verify-full' }, log: { mode: 'console, file' } };
  assert.deepEqual(says({ ...taken, smtp: { host: 'mail.example.com:25' } }), []);
  assert.deepEqual(says({ smtp: { host: '$__env{SMTP_HOST}' } }), []);
});

test('what they take', () => {
  assert.deepEqual(says({ 'auth.github': { client_secret: '$__env{SECRET}', enabled: true } }), []);
  assert.deepEqual(says({ smtp: { password: 'x' } }, { assertNoLeakedSecrets: false }), []);
  assert.deepEqual(says({ server: { root_url: 'https://%(domain)s/grafana', http_port: 3000, protocol: 'http' } }), []);
  assert.deepEqual(says({ server: { http_port: 8080 } }, { service: { targetPort: 8080 } }), []);
  assert.deepEqual(says({ auth: { login_maximum_lifetime_duration: '30d' }, database: { type: 'postgres' } }), []);
});

test('a variable wins over grafana.ini, and the port is the one that is asked', () => {
  const root = { server: { root_url: 'https://a.example.com' } };
  assert.match(says(root, { env: { GF_SERVER_ROOT_URL: 'x' } })[0] ?? '', /GF_SERVER_ROOT_URL \(grafana\.env\) wins/);
  assert.match(
    says({ 'auth.generic_oauth': { enabled: true } }, { envValueFrom: { GF_AUTH_GENERIC_OAUTH_ENABLED: {} } })[0] ?? '',
    /wins/,
  );
  assert.deepEqual(says(root, { env: { GF_SERVER_DOMAIN: 'x' } }), []);
  const service = { service: { targetPort: 8080 } };
  assert.match(says({}, service)[0] ?? '', /is 8080, and Grafana listens on 3000/);
  assert.deepEqual(says({ server: { http_port: 8080 } }, service), []);
  assert.deepEqual(says({ server: { http_port: '$__env{PORT}' } }, service), []);
  assert.deepEqual(says({}, { ...service, env: { GF_SERVER_HTTP_PORT: '8080' } }), []);
});
