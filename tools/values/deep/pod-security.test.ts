import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stringify } from 'yaml';
import { formatPath } from '../json';
import { readObjects } from './objects';
import { checkPodSecurityLevels } from './pod-security';
import { ADMITTED, type Changes, podSpec, REFUSED } from './pod-security-examples';

interface Given extends Changes {
  level?: string;
  kind?: string;
  namespace?: string;
}

function says({ level = 'restricted', kind = 'Deployment', namespace = 'strict', ...changes }: Given): string[] {
  const spec = podSpec(changes);
  const template = { template: { spec } };
  const objects = [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'strict', labels: { 'pod-security.kubernetes.io/enforce': level } },
    },
    {
      apiVersion: 'apps/v1',
      kind,
      metadata: { name: 'a', namespace },
      spec: kind === 'Pod' ? spec : kind === 'CronJob' ? { jobTemplate: { spec: template } } : template,
    },
  ];
  const text = objects.map((one) => `---\n# Source: a/templates/x.yaml\n${stringify(one)}`).join('');
  return checkPodSecurityLevels(readObjects(text), 'default').map(
    ({ field, message }) => `${formatPath(field)} ${message.replace(/: the namespace .*/, '')}`,
  );
}

describe('what a level admits', () => {
  test('a pod that has all that restricted asks for', () => {
    for (const kind of ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'])
      assert.deepEqual(says({ kind }), [], kind);
    for (const changes of ADMITTED) assert.deepEqual(says(changes), [], JSON.stringify(changes));
  });

  test('any pod, where the level is privileged, the namespace is another, or the pod is for Windows', () => {
    const pod = { hostNetwork: true };
    assert.deepEqual(says({ level: 'privileged', pod }), []);
    assert.deepEqual(says({ namespace: 'other', pod }), []);
    assert.deepEqual(says({ pod: { ...pod, os: { name: 'windows' } } }), []);
  });

  test('with baseline, what is only forbidden by restricted', () => {
    const container = { securityContext: { capabilities: { add: ['CHOWN'] }, runAsUser: 0 } };
    assert.deepEqual(says({ level: 'baseline', pod: { securityContext: {} }, container }), []);
  });
});

// That the API server says the same is a step of the end-to-end test.
describe('what a level refuses, with its field', () => {
  for (const { level, said, ...changes } of REFUSED) {
    test(`${level}: ${said}`, () => assert.deepEqual(says({ level, ...changes }), [`spec.template.spec.${said}`]));
    if (level === 'restricted')
      test(`baseline admits it: ${said}`, () => assert.deepEqual(says({ level: 'baseline', ...changes }), []));
    else
      test(`restricted refuses it, too: ${said}`, () => assert.equal(says(changes)[0], `spec.template.spec.${said}`));
  }

  test('containers that start before, too', () => {
    const pod = { initContainers: [{ name: 'i', image: 'a:1' }] };
    assert.deepEqual(
      says({ pod }).map((one) => one.replace(/.*securityContext /, '')),
      ['lacks allowPrivilegeEscalation, capabilities'],
    );
  });
});
