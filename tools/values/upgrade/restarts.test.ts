import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ObjectPair, pairObjects } from './objects';
import { restartsOf } from './restarts';

interface Case {
  /** The object without metadata, before and after. */
  old: string;
  next: string;
  live?: Record<string, unknown>;
}

function restarts(head: string, { old, next, live }: Case): string[] {
  const whole = (body: string) => `${head}\nmetadata: { name: x, namespace: ns }\n${body}`;
  const [pair] = pairObjects(whole(old), whole(next), 'default') as [ObjectPair];
  return restartsOf([live ? { ...pair, live } : pair]).map(
    ({ pods, order, changes }) => `${pods ?? '?'} ${order}: ${changes.map(({ path }) => path).join(' ')}`,
  );
}

const DEPLOYMENT = 'apiVersion: apps/v1\nkind: Deployment';
const STATEFUL_SET = 'apiVersion: apps/v1\nkind: StatefulSet';
const DAEMON_SET = 'apiVersion: apps/v1\nkind: DaemonSet';
const PROMETHEUS = 'apiVersion: monitoring.coreos.com/v1\nkind: Prometheus';
const image = (name: string, more = '') =>
  `spec: { ${more}template: { spec: { containers: [{ name: c, image: ${name} }] } } }`;
const IMAGE = 'spec.template.spec.containers[c].image';

describe('what restarts', () => {
  test('pods of a changed template, as many as run', () => {
    assert.deepEqual(restarts(DEPLOYMENT, { old: image('a'), next: image('b', 'replicas: 2, ') }), [
      `2 rolling: up to 25% more, 25% away at a time: ${IMAGE}`,
    ]);
    const live = { spec: { replicas: 7, template: { spec: { containers: [{ name: 'c', image: 'a' }] } } } };
    assert.deepEqual(restarts(DEPLOYMENT, { old: image('a'), next: image('b'), live }), [
      `7 rolling: up to 25% more, 25% away at a time: ${IMAGE}`,
    ]);
  });

  test('pods whose configuration`s checksum changed', () => {
    const template = (sum: string) => `spec: { template: { metadata: { annotations: { checksum/config: ${sum} } } } }`;
    assert.deepEqual(restarts(STATEFUL_SET, { old: template('a'), next: template('b') }), [
      '1 one by one, the highest number first: spec.template.metadata.annotations.checksum/config',
    ]);
  });

  test('in the order of the strategy', () => {
    const said = (head: string, strategy: string, live?: Record<string, unknown>) =>
      restarts(head, {
        old: image('a', 'replicas: 3, '),
        next: image('b', `replicas: 3, ${strategy}, `),
        ...(live ? { live } : {}),
      })[0]?.split(': ')[0];
    assert.equal(said(DEPLOYMENT, 'strategy: { type: Recreate }'), '3 all end, then the new ones start');
    assert.equal(said(STATEFUL_SET, 'updateStrategy: { type: OnDelete }'), '3 each once you delete it (OnDelete)');
    assert.equal(
      said(STATEFUL_SET, 'updateStrategy: { rollingUpdate: { partition: 1 } }'),
      '2 one by one, down to number 1 (partition)',
    );
    const live = { status: { desiredNumberScheduled: 5 }, spec: { template: {} } };
    assert.equal(
      said(DAEMON_SET, 'updateStrategy: { rollingUpdate: { maxUnavailable: 2 } }', live),
      '5 node by node, 2 at a time',
    );
    assert.equal(said(DAEMON_SET, 'x: y'), '? node by node, 1 at a time');
  });

  test('not for another number of replicas, nor for what the API server fills in', () => {
    assert.deepEqual(restarts(DEPLOYMENT, { old: image('a'), next: image('a', 'replicas: 5, ') }), []);
    const container = { name: 'c', image: 'a', terminationMessagePath: '/dev/termination-log', resources: {} };
    const live = { spec: { replicas: 1, template: { spec: { containers: [container], dnsPolicy: 'ClusterFirst' } } } };
    assert.deepEqual(restarts(DEPLOYMENT, { old: image('a'), next: image('a'), live }), []);
  });

  test('for what somebody changed by hand, since Helm puts it back; not for a restart by kubectl', () => {
    const live = (name: string) => ({
      spec: {
        template: {
          metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' } },
          spec: { containers: [{ name: 'c', image: name }] },
        },
      },
    });
    assert.deepEqual(restarts(DEPLOYMENT, { old: image('a'), next: image('a'), live: live('other') }), [
      `1 rolling: up to 25% more, 25% away at a time: ${IMAGE}`,
    ]);
    assert.deepEqual(restarts(DEPLOYMENT, { old: image('a'), next: image('a'), live: live('a') }), []);
  });

  test('amounts in another spelling are no change', () => {
    const cpu = (amount: string) =>
      `spec: { template: { spec: { containers: [{ name: c, resources: { limits: { cpu: ${amount} } } }] } } }`;
    assert.deepEqual(restarts(DEPLOYMENT, { old: cpu('1'), next: cpu('1000m') }), []);
    assert.equal(restarts(DEPLOYMENT, { old: cpu('1'), next: cpu('1001m') }).length, 1);
  });
});

describe('what the operator restarts', () => {
  const spec = (fields: string) => `spec: { version: v3.14.0, replicas: 2${fields} }`;
  const said = (fields: string) => restarts(PROMETHEUS, { old: spec(''), next: spec(`, ${fields}`) });

  test('pods whose image, resources or arguments change', () => {
    assert.deepEqual(said('resources: { limits: { memory: 1Gi } }'), [
      '2 by the operator, one by one, the highest number first: spec.resources.limits.memory',
    ]);
    assert.equal(said('walCompression: true').length, 1);
  });

  test('not for what it writes into the configuration, nor for numbers of pods', () => {
    for (const fields of [
      'scrapeInterval: 15s',
      'ruleSelector: { matchLabels: { a: b } }',
      'shards: 2',
      'retention: 3d',
    ]) {
      assert.deepEqual(said(fields), [], fields);
    }
  });

  test('retention, with a Prometheus that has it on its command line', () => {
    const old = (retention: string) => `spec: { version: v3.10.0, retention: ${retention} }`;
    assert.equal(restarts(PROMETHEUS, { old: old('1d'), next: old('2d') }).length, 1);
  });

  test('all at once when it makes the StatefulSet anew', () => {
    const [text = ''] = said('storage: { volumeClaimTemplate: { spec: { storageClassName: fast } } }');
    assert.match(text, /^2 all end, then the new ones start: the operator makes their StatefulSet anew: /);
  });

  test('all its pods, when it is told another image for their sidecar', () => {
    const operator = (reloader: string) =>
      `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: o }\nspec: { template: { spec: { containers: [{ name: o, args: [--prometheus-config-reloader=${reloader}] }] } } }`;
    const prometheus = `---\n${PROMETHEUS}\nmetadata: { name: x }\n${spec('')}\n`;
    const kinds = (next: string) =>
      restartsOf(pairObjects(prometheus + operator('a'), prometheus + operator(next), 'ns')).map(
        ({ object }) => object.kind,
      );
    assert.deepEqual(kinds('b'), ['Prometheus', 'Deployment']);
    assert.deepEqual(kinds('a'), []);
    const memory = (amount: string) => operator(`a, --config-reloader-memory-limit=${amount}`);
    const both = restartsOf(pairObjects(prometheus + memory('50Mi'), prometheus + memory('60Mi'), 'ns'));
    assert.equal(both.length, 2);
  });
});
