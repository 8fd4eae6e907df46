/** The whole report, from what Helm and kubectl say. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type FakeCluster, fakeTools } from '../testing/fake-cluster';
import { reportUpgrade } from './index';
import { formatReport, isBlocked, reportJson } from './report';

const REQUEST = {
  name: 'shop',
  namespace: 'default',
  chart: '/chart',
  values: ['--values', 'a.yaml'],
  reuseValues: false,
};
const CONFIG = (name: string, more = '') =>
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}${more} }\n`;

const reported = async (cluster: FakeCluster) => {
  const { tools, calls } = fakeTools(cluster);
  const report = await reportUpgrade(REQUEST, tools);
  return { report, calls, text: formatReport(report), json: JSON.parse(reportJson(report)) };
};

describe('the report on an upgrade', () => {
  test('of an upgrade that changes nothing', async () => {
    const { text, calls, report } = await reported({ old: CONFIG('a'), next: CONFIG('a') });
    assert.equal(
      text,
      "release shop in default: revision 3 (tme1crv-0.1.0) → tme1crv-0.2.0\ncan't be changed in place: nothing\nrestarts: nothing\n",
    );
    assert.equal(isBlocked(report), false);
    assert.deepEqual(calls, [
      'helm history shop --namespace default --output json',
      'helm get values shop --namespace default --revision 3 --output json',
      'helm get manifest shop --namespace default --revision 3',
      'helm upgrade shop /chart --namespace default --dry-run=server --output json --reset-values --values a.yaml',
    ]);
  });

  test('names what goes, what stays behind and what comes, by kind', async () => {
    const kept =
      '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: kept, annotations: { helm.sh/resource-policy: keep } }\n';
    const next = ['b', 'c', 'd', 'e', 'f', 'g'].map((name) => CONFIG(name)).join('');
    const { text, json } = await reported({ old: CONFIG('a') + kept, next });
    assert.ok(
      text.endsWith(
        'objects that go:\n  ConfigMap default/a\nobjects that stay, without a release:\n  Namespace default/kept\n' +
          'objects that come:\n  ConfigMap default/b, c, d, e, and 2 more\n',
      ),
      text,
    );
    assert.deepEqual(
      json.gone.map(({ name, kept }: { name: string; kept: boolean }) => [name, kept]),
      [
        ['a', false],
        ['kept', true],
      ],
    );
    assert.equal(json.added.length, 6);
  });

  test('an object that becomes a hook does not go', async () => {
    const { report } = await reported({ old: CONFIG('a'), next: '', hooks: [CONFIG('a')] });
    assert.deepEqual(report.gone, []);
  });

  test('names values that the upgrade no longer sets, without those that may be secret', async () => {
    const oldValues = {
      webapp: { replicas: 5, image: { tag: 'x' } },
      redis: { auth: { password: 'p' } },
      list: ['a'.repeat(80)],
      env: [{ name: 'A', value: 's' }],
    };
    const nextValues = { webapp: { image: { tag: 'y' } } };
    const { text } = await reported({ old: '', next: '', oldValues, nextValues });
    assert.match(
      text,
      /no longer sets:\n {2}webapp\.replicas: 5\n {2}redis\.auth\.password: \(not shown\)\n {2}list: \(a list of 84 characters\)\n {2}env: \(a list of 1\)\n$/,
    );
  });

  test('compares with the revision that runs, when a later one has failed', async () => {
    const revisions = [
      { revision: 4, status: 'superseded', chart: 'tme1crv-0.0.1' },
      { revision: 5, status: 'deployed', chart: 'tme1crv-0.1.0' },
      { revision: 6, status: 'failed', chart: 'tme1crv-0.1.1' },
    ];
    const { text, calls } = await reported({ old: '', next: '', revisions });
    assert.match(text, /^release shop in default: revision 5 \(tme1crv-0\.1\.0\) →/);
    assert.match(text, /note: revision 6 is failed: Helm compares with revision 5, and so does this\n$/);
    assert.ok(calls.includes('helm get manifest shop --namespace default --revision 5'));
  });

  test('of an upgrade that is refused says why', async () => {
    const { text, report, json } = await reported({ old: '', next: '', refusal: 'the values\ndo not fit' });
    assert.equal(
      text,
      'release shop in default: revision 3 (tme1crv-0.1.0): the upgrade is refused\n  UPGRADE FAILED: the values\n  do not fit\n',
    );
    assert.equal(isBlocked(report), true);
    assert.equal(json.blocked, true);
  });

  test('there is no such release', async () => {
    const { tools } = fakeTools({ old: '', next: '', revisions: [] });
    await assert.rejects(reportUpgrade(REQUEST, tools), /there is no release shop in namespace default/);
  });
});

describe('what runs', () => {
  const set = (size: string, image: string) =>
    `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: db }\nspec: { template: { spec: { containers: [{ name: c, image: "${image}" }] } }, volumeClaimTemplates: [{ metadata: { name: data }, spec: { resources: { requests: { storage: ${size} } } } }] }`;
  const live = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'default' },
    spec: {
      replicas: 4,
      template: { spec: { containers: [{ name: 'c', image: 'a' }] } },
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { resources: { requests: { storage: '8Gi' } } } }],
    },
  };
  const claim = {
    metadata: { name: 'data-db-0', namespace: 'default' },
    spec: { storageClassName: 'standard' },
  };
  const storageclasses = [{ metadata: { name: 'standard' }, allowVolumeExpansion: true }];

  test('is read: pods, claims and their StorageClass', async () => {
    const objects = { '-': [live], persistentvolumeclaims: [claim], storageclasses };
    const { text, report, json } = await reported({ old: set('8Gi', 'a'), next: set('9Gi', 'b'), objects });
    assert.equal(
      text,
      [
        'release shop in default: revision 3 (tme1crv-0.1.0) → tme1crv-0.2.0',
        "can't be changed in place:",
        '  StatefulSet default/db: the API server refuses the upgrade',
        '    spec.volumeClaimTemplates[data].spec.resources.requests.storage: 8Gi → 9Gi',
        '    to do: kubectl -n default delete statefulset db --cascade=orphan, and the upgrade makes it anew around the running pods; ' +
          `the StorageClass standard lets claims grow: kubectl -n default patch pvc NAME -p '{"spec":{"resources":{"requests":{"storage":"9Gi"}}}}' for each of data-db-0`,
        'restarts 4 pods:',
        '  StatefulSet default/db: 4 pods, one by one, the highest number first (containers[c].image: a → b)',
        '',
      ].join('\n'),
    );
    assert.equal(isBlocked(report), true);
    assert.deepEqual(json.fixed[0].object, { group: 'apps', kind: 'StatefulSet', namespace: 'default', name: 'db' });
    assert.deepEqual(json.restarts[0].fields, ['spec.template.spec.containers[c].image']);
  });

  test('was deleted: the upgrade makes it anew, with everything', async () => {
    const { text, report } = await reported({ old: set('8Gi', 'a'), next: set('9Gi', 'a'), objects: { '-': [] } });
    assert.equal(isBlocked(report), false);
    assert.match(
      text,
      /can't be changed in place: nothing\nrestarts: nothing\nobjects that come:\n {2}StatefulSet default\/db\n$/,
    );
  });

  test('is taken from the manifest without kubectl, which is said', async () => {
    const { text } = await reported({ old: set('8Gi', 'a'), next: set('8Gi', 'b') });
    assert.match(text, /restarts 1 pod:/);
    assert.match(text, /note: kubectl isn't on PATH: /);
  });

  test('is never read of a Secret, and nothing of it is printed', async () => {
    const secret = (value: string) =>
      `---\napiVersion: v1\nkind: Secret\nmetadata: { name: s }\nimmutable: true\nstringData: { key: ${value} }\n`;
    const { text, json, calls } = await reported({ old: secret('hunter1'), next: secret('hunter2'), objects: {} });
    assert.match(text, /Secret default\/s: the API server refuses the upgrade\n {4}stringData\.key\n/);
    assert.doesNotMatch(text + JSON.stringify(json) + calls.join(), /hunter/);
    assert.ok(!calls.some((call) => call.startsWith('kubectl')));
  });
});
