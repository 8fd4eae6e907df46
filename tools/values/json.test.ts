import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPath, parsePath } from './json';

test('a path is written with dots, and with brackets where a key has dots itself', () => {
  const path = ['kube-prometheus-stack', 'grafana', 'grafana.ini', 'hosts', 0];
  assert.equal(formatPath(path), 'kube-prometheus-stack.grafana["grafana.ini"].hosts[0]');
  assert.deepEqual(parsePath(formatPath(path)), path.map(String));
});
