import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { nodeExporterPort } from './node-exporter-port';

const says = (service: JsonObject, more: JsonObject = {}) =>
  saysOf(nodeExporterPort, { 'kube-prometheus-stack': { 'prometheus-node-exporter': { service }, ...more } });

test("the Service's target is where node-exporter listens", () => {
  assert.match(says({ targetPort: 9200 })[0] ?? '', /^error: is 9200, and node-exporter listens on 9100/);
  assert.match(says({ port: 9200 })[0] ?? '', /^error: is 9100, and node-exporter listens on 9200/);
  assert.deepEqual(says({ port: 9200, targetPort: 9200 }), []);
  assert.deepEqual(says({ port: 9200, targetPort: '9200' }), []);
  assert.deepEqual(says({ port: 9200, portName: 'metrics', targetPort: 'metrics' }), []);
  assert.deepEqual(says({ servicePort: 80 }), []);
  assert.deepEqual(says({ targetPort: 9200 }, { nodeExporter: { enabled: false } }), []);
});
