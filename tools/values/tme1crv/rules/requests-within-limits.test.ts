import assert from 'node:assert/strict';
import { test } from 'node:test';
import { violationsOf } from '../../testing/chart';
import { requestsWithinLimits } from './requests-within-limits';

test('no container anywhere may request more than its limit', () => {
  const resources = { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '900m', memory: '1024Mi' } };
  const violations = violationsOf(requestsWithinLimits, {
    'kube-prometheus-stack': { grafana: { extraContainers: [{ resources }] } },
  });
  assert.deepEqual(
    violations.map(({ message, paths }) => [paths[0], message]),
    [
      [
        ['kube-prometheus-stack', 'grafana', 'extraContainers', '0', 'resources', 'requests', 'cpu'],
        'requests 1 of cpu, above the limit of 900m: Kubernetes refuses the pod',
      ],
    ],
  );
  assert.deepEqual(violationsOf(requestsWithinLimits, {}), []);
});
