import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stringify } from 'yaml';
import { PROJECT_ROOT } from '../io';
import { formatPath } from '../json';
import { customDefinitions } from './custom-definitions';
import { Schemas } from './kubernetes-schemas';
import { checkObjectNames } from './object-names';
import { checkObjectRelations } from './object-relations';
import { checkObjectSchema } from './object-schema';
import { readObjects } from './objects';
import { checkSameNames } from './same-names';

const schemas = new Schemas(
  PROJECT_ROOT,
  customDefinitions(
    stringify({
      kind: 'CustomResourceDefinition',
      spec: {
        group: 'example.com',
        names: { kind: 'Thing' },
        versions: [
          {
            name: 'v1',
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: {
                  spec: {
                    type: 'object',
                    required: ['size'],
                    properties: {
                      size: { 'x-kubernetes-int-or-string': true, type: 'string' },
                      level: { type: 'string', pattern: '^(?i)(debug|info)$' },
                      free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: {} },
                      count: { type: 'integer', minimum: 1 },
                    },
                  },
                },
              },
            },
          },
        ],
      },
    }),
  ),
);

const objectsOf = (...values: unknown[]) =>
  readObjects(values.map((value) => `---\n# Source: a/templates/x.yaml\n${stringify(value)}`).join(''));

function says(value: unknown): string[] {
  return objectsOf(value).flatMap((object) =>
    [...checkObjectSchema(object, schemas, new Set()), ...checkObjectNames(object)].map(
      ({ field, message }) => `${formatPath(field)} ${message}`,
    ),
  );
}

/** What is said when the cluster's version is another one than that of the schemas. */
const saysOf = (value: unknown, cluster: string) =>
  objectsOf(value).flatMap((object) =>
    checkObjectSchema(object, schemas, new Set(), cluster).map(({ severity, message }) => `${severity} ${message}`),
  );

describe('with a cluster of another version', () => {
  const doubt = /^warning .*; the cluster has 1\.30, and the schemas here are of 1\.\d+$/;

  test('kinds and fields that these schemas lack may be known there', () => {
    const [kind = '', ...more] = saysOf(
      { apiVersion: 'policy/v1beta1', kind: 'PodSecurityPolicy', metadata: { name: 'x' } },
      '1.30.4',
    );
    assert.match(kind, doubt);
    assert.deepEqual(more, []);
    const [field = ''] = saysOf(pod({ name: 'c', quiteNewThing: 1 }), '1.30.4');
    assert.match(field, doubt);
  });

  test('a slip of the finger, a wrong type and a custom resource are errors there, too', () => {
    const wrong = [
      pod({ name: 'c', imagePullPolcy: 'Always' }),
      pod({ name: 'c', image: 3 }),
      { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'x' }, spec: { size: 1, other: 1 } },
    ];
    for (const one of wrong) assert.match(saysOf(one, '1.30.4')[0] ?? '', /^error /);
  });

  test('another patch is the same', () => {
    const patch = schemas.version.replace(/\d+$/, '9');
    assert.match(
      saysOf(pod({ name: 'c', quiteNewThing: 1 }), patch)[0] ?? '',
      /^error is no field that Kubernetes knows here$/,
    );
  });
});

const pod = (container: object, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: { containers: [{ name: 'c', image: 'x:1', ...container }], ...more },
});
const service = (spec: object, name = 's') => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });
const thing = (spec: object) => ({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 't' }, spec });
const long = 'x'.repeat(64);

describe('a rendered object', () => {
  const right: [string, unknown][] = [
    ['a pod', pod({ resources: { limits: { cpu: 1, memory: '64Mi' } }, ports: [{ containerPort: 80, name: 'http' }] })],
    ['nulls, which Kubernetes drops', pod({ env: null, livenessProbe: null })],
    ['a service', service({ type: 'NodePort', ports: [{ port: 80, targetPort: 'http' }] })],
    [
      'a port by two protocols',
      service({
        ports: [
          { port: 53, name: 'a' },
          { port: 53, protocol: 'UDP', name: 'b' },
        ],
      }),
    ],
    ['a custom resource', thing({ size: 3, level: 'INFO', free: { any: [1] }, count: null })],
    [
      'a role with a colon',
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'a:b' }, rules: [] },
    ],
  ];
  for (const [what, value] of right) test(`is right: ${what}`, () => assert.deepEqual(says(value), []));

  const wrong: [string, unknown, RegExp][] = [
    ['an unknown field', pod({ comand: ['x'] }), /containers\[0\]\.comand is no field that Kubernetes knows here/],
    [
      'a wrong type',
      pod({ env: [{ name: 'A', value: 3 }] }),
      /env\[0\]\.value is the number 3; Kubernetes expects a string/,
    ],
    ['a boolean in YAML 1.1', service({ selector: { on: 'a', x: true } }), /selector\.x is the boolean true/],
    [
      'a quantity',
      pod({ resources: { limits: { memory: '64MB' } } }),
      /limits\.memory is the string "64MB"; .*quantity/,
    ],
    [
      'a word that is none of the few',
      service({ type: 'ClusterIPP' }),
      /spec\.type is the string "ClusterIPP"; .* one of ClusterIP, /,
    ],
    ['a missing field', pod({}, { volumes: [{ emptyDir: {} }] }), /volumes\[0\] lacks name/],
    [
      'two of one name',
      pod({ env: [{ name: 'A' }, { name: 'A' }] }),
      /env\[1\] is a second entry with name A \(entry 1 /,
    ],
    [
      'no base64',
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: 'not base64!' } },
      /data\.a .* base64/,
    ],
    [
      'a kind of another time',
      { apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', metadata: { name: 'x' } },
      /has none in policy\/v1beta1/,
    ],
    ['no kind', { apiVersion: 'v1', metadata: { name: 'x' } }, /has no kind/],
    ["a custom resource's field", thing({ size: 1, colour: 'red' }), /spec\.colour is no field/],
    ["a custom resource's pattern", thing({ size: 1, level: 'loud' }), /spec\.level is the string "loud"/],
    ["a custom resource's bound", thing({ size: 1, count: 0 }), /spec\.count is the number 0; .* at least 1/],
    ["a custom resource's missing field", thing({ level: 'info' }), /spec lacks size/],
    ["a service's name with a digit first", service({}, '1a'), /metadata\.name is "1a"; .* letter first/],
    ["a service's name with a dot", service({}, 'a.b'), /metadata\.name is "a\.b"/],
    ['a name in capitals', { ...pod({}), metadata: { name: 'Pod' } }, /metadata\.name is "Pod"/],
    [
      'a label that is too long',
      { ...pod({}), metadata: { name: 'p', labels: { a: long } } },
      /labels\.a has 64 characters/,
    ],
    [
      'a label key with a blank',
      { ...pod({}), metadata: { name: 'p', labels: { 'a b': 'c' } } },
      /is "a b"; as a key Kubernetes takes /,
    ],
    ['no name', { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} }, /metadata\.name is empty/],
    [
      'a port name that is too long',
      pod({ ports: [{ containerPort: 1, name: 'a-port-name-of-20-ch' }] }),
      /ports\[0\]\.name has 20 characters/,
    ],
    ['a mount without its volume', pod({ volumeMounts: [{ name: 'v', mountPath: '/v' }] }), /no volume of that name/],
    [
      'two mounts at one path',
      pod(
        {
          volumeMounts: [
            { name: 'v', mountPath: '/v' },
            { name: 'v', mountPath: '/v', subPath: 'a' },
          ],
        },
        { volumes: [{ name: 'v' }] },
      ),
      /\[1\]\.?(mountPath)? .*(second entry|mounted already)/,
    ],
    [
      'a workload that does not select its own pods',
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'd' },
        spec: {
          selector: { matchLabels: { app: 'a' } },
          template: { metadata: { labels: { app: 'b' } }, spec: pod({}).spec },
        },
      },
      /matchLabels\.app is "a", and the pod template has "b"/,
    ],
    [
      'a key of a config map',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { 'a/b': 'x' } },
      /data\["?a\/b"?\]|data\.a\/b/,
    ],
  ];
  for (const [what, value, expected] of wrong) {
    test(`is wrong: ${what}`, () => assert.match(says(value).join('\n'), expected));
  }

  test('of a kind that something else defines is not judged', () => {
    const elsewhere = new Set<string>();
    const [object] = objectsOf({ apiVersion: 'elsewhere.io/v1', kind: 'Any', metadata: { name: 'x' }, spec: 3 });
    assert.deepEqual(object && checkObjectSchema(object, schemas, elsewhere), []);
    assert.deepEqual([...elsewhere], ['Any (elsewhere.io/v1)']);
  });

  test('in a list is taken out of it', () => {
    const list = { apiVersion: 'v1', kind: 'List', items: [service({}), pod({})] };
    assert.deepEqual(
      objectsOf(list).map(({ kind }) => kind),
      ['Service', 'Pod'],
    );
  });

  test('may stand once: in one namespace, of one kind', () => {
    const one = service({});
    const there = { ...service({}), metadata: { name: 's', namespace: 'other' } };
    assert.equal(checkSameNames(objectsOf(one, one, there), 'default').length, 1);
    const hook = { ...one, metadata: { name: 's', annotations: { 'helm.sh/hook': 'test' } } };
    assert.deepEqual(checkSameNames(objectsOf(one, hook), 'default'), []);
  });
});

describe('fields that are right each by itself', () => {
  const relations = (value: unknown) =>
    objectsOf(value).flatMap((object) =>
      checkObjectRelations(object).map(({ field, message }) => `${formatPath(field)} ${message}`),
    );
  const object = (kind: string, apiVersion: string, spec: object, annotations = {}) => ({
    apiVersion,
    kind,
    metadata: { name: 'a', annotations },
    spec,
  });

  test('in a pod, at any depth', () => {
    const tolerations = [{ key: 'a', operator: 'Exists', value: 'b' }];
    assert.deepEqual(
      relations(
        object('Deployment', 'apps/v1', { selector: { matchLabels: { a: 'b' } }, template: { spec: { tolerations } } }),
      ),
      ['spec.template.spec.tolerations[0].value is set, and the operator Exists takes none'],
    );
    assert.deepEqual(relations(object('Thing', 'example.com/v1', { tolerations })), []);
  });

  test('of a budget, a schedule, an Ingress and a Service', () => {
    const job = { spec: { template: { spec: { restartPolicy: 'Never' } } } };
    const budget = (spec: object) => relations(object('PodDisruptionBudget', 'policy/v1', spec)).length;
    assert.deepEqual([budget({ minAvailable: 1, maxUnavailable: 1 }), budget({ minAvailable: 1 })], [1, 0]);
    assert.deepEqual(
      relations(object('CronJob', 'batch/v1', { schedule: '0 3 * * 7', timeZone: 'CEST', jobTemplate: job })),
      ['spec.schedule is 0 3 * * 7: 7 is no day of the week (0 to 6)', 'spec.timeZone is CEST, which is no time zone'],
    );
    const bounds = { minReplicas: 3, maxReplicas: 2 };
    assert.deepEqual(relations(object('HorizontalPodAutoscaler', 'autoscaling/v2', bounds)), [
      'spec.minReplicas is 3, above maxReplicas (2)',
    ]);
    const annotations = { 'kubernetes.io/ingress.class': 'nginx' };
    const ingress = (spec: object) =>
      relations(object('Ingress', 'networking.k8s.io/v1', { rules: [{ host: 'a.example.com' }], ...spec }, annotations))
        .length;
    assert.deepEqual([ingress({ ingressClassName: 'nginx' }), ingress({})], [1, 0]);
    const ranges = {
      type: 'LoadBalancer',
      ports: [{ port: 80 }],
      loadBalancerSourceRanges: ['10.0.0.0/8', '10.0.0.5'],
    };
    assert.deepEqual(relations(object('Service', 'v1', ranges)), [
      'spec.loadBalancerSourceRanges[1] is 10.0.0.5, which is no network',
    ]);
  });
});
