import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { componentEndpoints } from './component-endpoints';

test('the endpoints of components are IP addresses', () => {
  const says = (one: unknown, enabled = true) =>
    saysOf(componentEndpoints, { 'kube-prometheus-stack': { kubeEtcd: { enabled, endpoints: [one as string] } } });
  for (const good of ['10.0.0.1', 'fd00::1', '{{ .Values.node }}']) assert.deepEqual(says(good), [], good);
  for (const bad of ['etcd-1.example.com', '10.0.0.1:2379', { ip: '10.0.0.1' }])
    assert.match(says(bad)[0] ?? '', /^error: .*no IP address/);
  assert.deepEqual(says('etcd-1', false), []);
});
