import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stringify } from 'yaml';
import { formatPath } from '../json';
import { readObjects } from './objects';
import { checkPodSecurityLevels } from './pod-security';

const RIGHT = {
  name: 'c',
  image: 'a:1',
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
};
const POD = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };

interface Given {
  level?: string;
  kind?: string;
  namespace?: string;
  pod?: object;
  container?: object;
}

function says({ level = 'restricted', kind = 'Deployment', namespace = 'strict', pod, container }: Given): string[] {
  const spec = { securityContext: POD, containers: [{ ...RIGHT, ...container }], ...pod };
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

const context = (more: object) => ({ securityContext: { ...RIGHT.securityContext, ...more } });

describe('what a level admits', () => {
  test('a pod that has all that restricted asks for', () => {
    for (const kind of ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'])
      assert.deepEqual(says({ kind }), [], kind);
    assert.deepEqual(says({ container: context({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }) }), []);
    const own = { securityContext: { ...RIGHT.securityContext, ...POD, runAsUser: 1 } };
    assert.deepEqual(says({ pod: { securityContext: { runAsUser: 0, runAsNonRoot: false } }, container: own }), []);
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

describe('what a level refuses, with its field', () => {
  const spec = 'spec.template.spec';
  const first = `${spec}.containers[0]`;
  const cases: [Given, string][] = [
    [{ pod: { hostPID: true } }, `${spec}.hostPID is true`],
    [{ pod: { volumes: [{ name: 'v', hostPath: { path: '/' } }] } }, `${spec}.volumes[0].hostPath is a volume`],
    [
      { pod: { securityContext: { ...POD, sysctls: [{ name: 'net.core.somaxconn', value: '1' }] } } },
      `${spec}.securityContext.sysctls[0].name is net.core.somaxconn`,
    ],
    [{ container: { ports: [{ containerPort: 80, hostPort: 80 }] } }, `${first}.ports[0].hostPort is 80`],
    [{ container: context({ privileged: true }) }, `${first}.securityContext.privileged is true`],
    [{ container: context({ procMount: 'Unmasked' }) }, `${first}.securityContext.procMount is Unmasked`],
    [
      { container: context({ seccompProfile: { type: 'Unconfined' } }) },
      `${first}.securityContext.seccompProfile.type is Unconfined`,
    ],
    [{ container: context({ seLinuxOptions: { user: 'u' } }) }, `${first}.securityContext.seLinuxOptions.user is set`],
    [
      { container: context({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } }) },
      `${first}.securityContext.capabilities.add[0] adds the capability SYS_ADMIN`,
    ],
  ];
  for (const level of ['baseline', 'restricted'])
    for (const [given, said] of cases)
      test(`${level}: ${said}`, () => assert.deepEqual(says({ level, ...given }), [said]));

  const stricter: [Given, string][] = [
    [{ pod: { volumes: [{ name: 'v', nfs: { server: 's', path: '/' } }] } }, `${spec}.volumes[0].nfs is a volume`],
    [
      { container: context({ allowPrivilegeEscalation: true }) },
      `${first}.securityContext.allowPrivilegeEscalation is true`,
    ],
    [{ pod: { securityContext: { ...POD, runAsNonRoot: false } } }, `${spec}.securityContext.runAsNonRoot is false`],
    [{ container: context({ runAsUser: 0 }) }, `${first}.securityContext.runAsUser is 0, which is root`],
    [{ pod: { securityContext: { runAsNonRoot: true } } }, `${first}.securityContext lacks seccompProfile`],
    [
      { container: context({ capabilities: { drop: ['CHOWN'] } }) },
      `${first}.securityContext.capabilities.drop lacks ALL`,
    ],
    [
      { container: context({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } }) },
      `${first}.securityContext.capabilities.add[0] adds the capability CHOWN`,
    ],
  ];
  for (const [given, said] of stricter) {
    test(`restricted: ${said}`, () => assert.deepEqual(says(given), [said]));
    test(`baseline admits it: ${said}`, () => assert.deepEqual(says({ level: 'baseline', ...given }), []));
  }

  test('containers that start before, too', () => {
    const pod = { initContainers: [{ name: 'i', image: 'a:1' }] };
    assert.deepEqual(
      says({ pod }).map((one) => one.replace(/.*securityContext /, '')),
      ['lacks allowPrivilegeEscalation, capabilities'],
    );
  });
});
