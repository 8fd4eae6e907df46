import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { formatPath } from '../json';
import { findingsOf } from '../testing/chart';
import { isNetwork, relationsIn } from './kubernetes-relations';

const says = (text: string) => relationsIn(parse(text)).map(({ field, message }) => `${formatPath(field)} ${message}`);

test('a toleration by Exists has no value, and without a key it is by Exists', () => {
  assert.deepEqual(says('tolerations: [{ key: a, operator: Exists, value: b }]'), [
    'tolerations[0].value is set, and the operator Exists takes none',
  ]);
  assert.match(says('tolerations: [{ value: b }]')[0] ?? '', /^tolerations\[0\]\.operator has to be Exists/);
  assert.match(
    says('tolerations: [{ key: a, effect: NoSchedule, tolerationSeconds: 5 }]')[0] ?? '',
    /tolerationSeconds is for the effect NoExecute alone$/,
  );
  assert.deepEqual(says('tolerations: [{ operator: Exists }, { key: a, value: b }, { key: c, operator: Exists }]'), []);
});

test('a variable has a value or a source', () => {
  const from = 'valueFrom: { fieldRef: { fieldPath: metadata.name } }';
  assert.match(says(`env: [{ name: A, value: b, ${from} }]`)[0] ?? '', /^env\[0\]\.valueFrom stands beside value/);
  assert.deepEqual(says(`env: [{ name: A, value: '', ${from} }, { name: B, value: c }]`), []);
});

test('an expression has the values that its operator takes', () => {
  const expressions = (text: string) => says(`affinity: { matchExpressions: [${text}] }`);
  assert.equal(expressions('{ key: a, operator: In }').length, 1);
  assert.equal(expressions('{ key: a, operator: Exists, values: [b] }').length, 1);
  assert.equal(expressions('{ key: a, operator: Gt, values: ["1", "2"] }').length, 1);
  assert.deepEqual(expressions('{ key: a, operator: In, values: [b] }, { key: a, operator: Exists, values: [] }'), []);
});

test('a probe has one way to ask, and one success is enough for all but readiness', () => {
  assert.match(
    says('livenessProbe: { exec: {}, tcpSocket: {} }')[0] ?? '',
    /^livenessProbe\.tcpSocket stands beside exec/,
  );
  assert.match(says('startupProbe: { exec: {}, successThreshold: 2 }')[0] ?? '', /takes 1 alone$/);
  assert.deepEqual(says('readinessProbe: { exec: {}, successThreshold: 2 }'), []);
});

test('a volume has one source, and a weight goes to 100', () => {
  assert.deepEqual(says('volumes: [{ name: a, emptyDir: {}, configMap: { name: b } }]'), [
    'volumes[0].configMap stands beside emptyDir, and a volume comes from one of the two',
  ]);
  assert.deepEqual(says('volumes: [{ name: a, emptyDir: {} }, { name: b, configMap: { name: b } }]'), []);
  const weight = (given: number) =>
    says(`preferredDuringSchedulingIgnoredDuringExecution: [{ weight: ${given} }]`).length;
  assert.deepEqual([weight(200), weight(0), weight(100)], [1, 1, 0]);
});

test('a network has a length', () => {
  for (const right of ['10.0.0.0/8', '0.0.0.0/0', '2001:db8::/32', '10.0.0.5/32']) assert.ok(isNetwork(right), right);
  for (const wrong of ['10.0.0.5', '10.0.0/24', '10.0.0.0/33', '300.0.0.0/8', 'any'])
    assert.ok(!isNetwork(wrong), wrong);
});

test('what stands in values is found at its line', () => {
  const [said, ...others] = findingsOf('webapp:\n  tolerations:\n    - key: a\n      operator: Exists\n      value: b');
  assert.match(said ?? '', /^5:7: webapp\.tolerations\[0\]\.value: is set, and the operator Exists takes none/);
  assert.deepEqual(others, []);
});
