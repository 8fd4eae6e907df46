import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { webappPorts } from './webapp-ports';

test('API and metrics need a port each', () => {
  assert.match(
    saysOf(webappPorts, { webapp: { ports: { http: 8080, metrics: 8080 } } })[0] ?? '',
    /^error: .* are both 8080/,
  );
  assert.deepEqual(saysOf(webappPorts, {}), []);
});
