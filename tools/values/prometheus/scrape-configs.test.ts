import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkRelabelling } from './relabel';
import { checkScrapeConfigs } from './scrape-configs';

const says = (job: Record<string, unknown>) =>
  checkScrapeConfigs([{ job_name: 'a', ...job }]).map(
    ({ path, message, fix }) => `${path.join('.')} ${message} (${fix})`,
  );
const steps = (step: Record<string, unknown>) => checkRelabelling([step], []).map(({ message }) => message);

describe('Prometheus refuses', () => {
  const cases: [string, Record<string, unknown>, RegExp][] = [
    ['a field in the operator’s spelling', { staticConfigs: [] }, /^0\.staticConfigs is no field .*static_configs/],
    ['a misspelt field', { metric_path: '/x' }, /did you mean metrics_path/],
    ['a job without a name', { job_name: '' }, /has no job_name/],
    ['a span with a blank', { scrape_interval: '1 m' }, /expects a duration/],
    ['an address as a target', { static_configs: [{ targets: ['http://a:1'] }] }, /a target is host:port/],
    ['one target without a list', { static_configs: [{ targets: 'a:1' }] }, /targets is no list/],
    ['targets without a list around them', { static_configs: { targets: ['a:1'] } }, /static_configs is no list/],
    ['target for targets', { static_configs: [{ target: ['a:1'] }] }, /did you mean targets/],
    ['two ways to authenticate', { basic_auth: { username: 'a' }, bearer_token: 'b' }, /stands beside/],
    ['an unknown step', { relabel_configs: [{ action: 'dropp' }] }, /Prometheus knows replace/],
    ['a way to find targets of no known kind', { kube_sd_configs: [{ role: 'pod' }] }, /is no field/],
    ['the singular', { kubernetes_sd_config: [] }, /did you mean kubernetes_sd_configs/],
    ['an unknown role', { kubernetes_sd_configs: [{ role: 'pods' }] }, /role is "pods"; Prometheus knows pod, service/],
    [
      'no role',
      { kubernetes_sd_configs: [{ namespaces: { names: ['a'] } }] },
      /has no role.*add role: one of pod, service/,
    ],
    ['namespaces as a list', { kubernetes_sd_configs: [{ role: 'pod', namespaces: ['a'] }] }, /namespaces is no map/],
    ['files of another kind', { file_sd_configs: [{ files: ['/etc/a.conf'] }] }, /files that end in \.json/],
    ['DNS without names', { dns_sd_configs: [{ type: 'A' }] }, /has no names/],
    ['a parameter without a list', { params: { module: 'http_2xx' } }, /params is a map; .* expects a map of lists/],
    ['labels as a list', { static_configs: [{ targets: ['a:1'], labels: ['env=prod'] }] }, /labels is a list/],
    [
      'a word for a flag',
      { honor_labels: 'yes please' },
      /honor_labels is "yes please"; Prometheus expects true or false/,
    ],
    ['a unit at a count', { sample_limit: '10k' }, /expects a whole number/],
    ['a size without its unit', { body_size_limit: '10M' }, /expects a size/],
    ['a list for a path', { metrics_path: ['/m'] }, /metrics_path is a list/],
    [
      'the operator’s spelling within',
      { tls_config: { insecureSkipVerify: true } },
      /did you mean insecure_skip_verify/,
    ],
    ['a misspelt user', { basic_auth: { user: 'x' } }, /basic_auth\.user is no field/],
    ['an unknown protocol', { scrape_protocols: ['prometheus'] }, /Prometheus knows PrometheusProto/],
    [
      'a time limit beyond the interval',
      { scrape_interval: '10s', scrape_timeout: '30s' },
      /longer than scrape_interval, 10s/,
    ],
    [
      'labels of a step that drops labels',
      { relabel_configs: [{ action: 'labeldrop', regex: 'a', source_labels: ['b'] }] },
      /has source_labels/,
    ],
    ['steps as a map', { metric_relabel_configs: { action: 'drop' } }, /is no list/],
  ];
  for (const [name, job, expected] of cases)
    test(name, () => {
      const found = says(job);
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0] ?? '', expected);
    });

  test('two jobs of one name', () => {
    assert.match(checkScrapeConfigs([{ job_name: 'a' }, { job_name: 'a' }])[0]?.message ?? '', /is there twice/);
  });

  test('steps that lack what their action needs', () => {
    assert.match(steps({ source_labels: ['a'] })[0] ?? '', /has no target_label/);
    assert.match(steps({ action: 'hashmod', target_label: 'b' })[0] ?? '', /has no modulus/);
    assert.match(steps({ sourceLabels: ['a'], action: 'drop' })[0] ?? '', /no field/);
    assert.match(steps({ source_labels: 'a', action: 'drop' })[0] ?? '', /is no list/);
    assert.match(steps({ regex: '(', action: 'labeldrop' })[0] ?? '', /no regular expression/);
  });
});

test('Prometheus takes every way to find targets, and what Helm fills in', () => {
  const job = {
    scheme: 'https',
    scrape_interval: '1m30s',
    scrape_timeout: null,
    params: { module: ['http_2xx'] },
    kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: ['a'] }, attach_metadata: { node: true } }],
    ec2_sd_configs: [{ region: 'eu-west-1' }],
    consul_sd_configs: [{ server: 'consul:8500', services: [] }],
    file_sd_configs: [{ files: ['/etc/targets/*.yaml'], refresh_interval: '1m' }],
    http_sd_configs: [{ url: 'http://a/targets' }],
    dns_sd_configs: [{ names: ['a.b'], type: 'A', port: 9100 }],
    body_size_limit: '10MB',
    sample_limit: 10000,
    scrape_protocols: ['OpenMetricsText1.0.0', 'PrometheusText0.0.4'],
    honor_labels: true,
    static_configs: [{ targets: ['a:1', '[::1]:2', '{{ .Release.Name }}/x'], labels: { a: 'b' } }],
    tls_config: { insecure_skip_verify: true },
    relabel_configs: [
      { source_labels: ['__address__'], target_label: '__param_target' },
      { target_label: '__address__', replacement: 'blackbox:9115' },
      { action: 'labelmap', regex: '__meta_(?P<x>.+)' },
      { action: 'Drop', source_labels: ['a'], regex: 3 },
    ],
  };
  assert.deepEqual(says(job), []);
  assert.deepEqual(says({ scrape_timeout: 0 }), []);
  // The blackbox exporter is asked for URLs.
  const probe = { static_configs: [{ targets: ['https://a/b'] }], relabel_configs: [{ target_label: '__address__' }] };
  assert.deepEqual(says(probe), []);
  assert.equal(says({ ...probe, relabel_configs: [] }).length, 1);
});
