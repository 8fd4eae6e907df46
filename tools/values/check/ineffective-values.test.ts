import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findingsOf, findingsOfFiles } from '../testing/chart';

const warnings = (...texts: string[]) =>
  findingsOfFiles(texts.map((bytes, at) => ({ name: `${at + 1}`, bytes }))).filter((line) =>
    line.includes('no effect'),
  );

describe('values for what is switched off', () => {
  test('are named together, at the first of them', () => {
    assert.deepEqual(findingsOf('webapp:\n  autoscaling:\n    minReplicas: 3\n    maxReplicas: 5\n'), [
      '3:5: warning: webapp.autoscaling.minReplicas: has no effect (nor has maxReplicas) while webapp.autoscaling.enabled is false (set webapp.autoscaling.enabled to true, or delete this)',
    ]);
  });

  test('are named once, under the outermost switch', () => {
    const off =
      'redis:\n  enabled: false\n  replica: {replicaCount: 2}\n  architecture: standalone\nexternalRedis: {url: "redis://r:6379"}\n';
    assert.deepEqual(warnings(off).length, 1);
    assert.match(
      warnings(off)[0] ?? '',
      /^1:3:3: .* has no effect \(nor has architecture\) while redis\.enabled is false/,
    );
  });

  test('may stand in a file that was written for the other case', () => {
    const on = 'webapp: {autoscaling: {enabled: true, minReplicas: 3}}\n';
    const off = 'webapp: {autoscaling: {enabled: false}}\n';
    assert.deepEqual(warnings(on, off), []);
    assert.equal(warnings(off, 'webapp: {autoscaling: {minReplicas: 4}}\n').length, 1);
  });

  test('are seen where a switch works the other way round', () => {
    assert.match(
      warnings('webapp: {replicas: 4, autoscaling: {enabled: true}}')[0] ?? '',
      /webapp\.replicas: has no effect while webapp\.autoscaling\.enabled is true: the autoscaler sets the number/,
    );
    assert.match(warnings('externalRedis: {url: "redis://r:6379"}')[0] ?? '', /while redis\.enabled is true/);
    assert.match(
      warnings('redis: {architecture: standalone, replica: {replicaCount: 2}}')[0] ?? '',
      /while redis\.architecture is standalone \(delete this\)/,
    );
  });

  test('are no matter where everything is on', () => {
    assert.deepEqual(warnings('webapp: {replicas: 4, ingress: {enabled: true, hosts: [a]}}'), []);
  });
});
