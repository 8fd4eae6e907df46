/** `validate --deep` with Helm itself and the real subcharts. */

import assert from 'node:assert/strict';
import { globSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { stringify } from 'yaml';
import { PROJECT_ROOT } from '../io';
import { dependencies, findPackage } from '../subcharts/packages';
import { runCli, temporaryFolder } from '../testing/io';
import { copyOfProject } from '../testing/project-copy';
import { chartFolder } from '../tme1crv/project';
import { RULE_BOOK } from '../tme1crv/rule-book';

const there = dependencies(chartFolder(PROJECT_ROOT)).every((one) =>
  findPackage(one, chartFolder(PROJECT_ROOT), process.env),
);
const env = { HOME: homedir(), ...process.env };

/** They have cases of their own; an option that comes again wins. */
const EFFECTS_OFF = ['--effect-seconds', '0'];

async function deepWithNotes(
  t: { after(clean: () => void): void },
  values: unknown,
  ...options: string[]
): Promise<string[]> {
  const file = path.join(temporaryFolder(t), 'f.yaml');
  writeFileSync(file, typeof values === 'string' ? values : stringify(values, { version: '1.1' }));
  const { stderr } = await runCli(['validate', '--deep', ...EFFECTS_OFF, ...options, file], { env });
  return stderr.replaceAll(`${file}:`, 'f:').trimEnd().split('\n').slice(0, -1);
}

/** Without what this machine lacks, which is said in notes. */
async function deep(...given: Parameters<typeof deepWithNotes>): Promise<string[]> {
  return (await deepWithNotes(...given)).filter((line) => !line.startsWith('note: '));
}

const KPS = 'kube-prometheus-stack';

describe('validate --deep', { skip: there ? false : "the subcharts aren't there (make deps)" }, () => {
  test('finds nothing in the profiles', async () => {
    for (const file of globSync(path.join(PROJECT_ROOT, 'chart/profiles/*.yaml'))) {
      const { code, stderr } = await runCli(['validate', '--deep', ...EFFECTS_OFF, file], { env });
      assert.match(stderr, /: 0 errors, 0 warnings\n$/, file);
      assert.equal(code, 0);
    }
  });

  const cases: { what: string; values: unknown; says: RegExp[] }[] = [
    {
      what: 'one port of the nodes for two Services',
      values: {
        [KPS]: {
          prometheus: { service: { type: 'NodePort', nodePort: 30_090 } },
          alertmanager: { service: { type: 'NodePort', nodePort: 30_090 } },
        },
      },
      says: [/nodePort.* is 30090, which the Service \S+ asks for, too/],
    },
    {
      what: 'a further Alertmanager that Prometheus would refuse',
      values: {
        [KPS]: { prometheus: { prometheusSpec: { additionalAlertManagerConfigs: [{ url: 'http://a:9093' }] } } },
      },
      says: [/^f:4:7: .*additionalAlertManagerConfigs: .* is refused by Prometheus: field url not found/],
    },
    {
      what: "nothing in a field that Alertmanager has, though this machine's is older",
      values: {
        [KPS]: {
          alertmanager: {
            config: {
              receivers: [
                { name: 'null' },
                { name: 'chat', telegram_configs: [{ bot_token_file: '/etc/alertmanager/config/t', chat_id: 1 }] },
              ],
            },
          },
        },
      },
      says: [],
    },
    {
      what: 'a label that is too long, at its line, once for all objects that get it',
      values: { webapp: { podLabels: { team: 'x'.repeat(70) } } },
      says: [/^f:3:11: webapp\.podLabels\.team: Deployment tme1crv-webapp: .* has 70 characters/],
    },
    {
      what: 'a key of an annotation that Kubernetes refuses',
      values: { redis: { master: { podAnnotations: { 'bad key!': 'x' } } } },
      says: [
        /^f:4:\d+: redis\.master\.podAnnotations\["bad key!"\]: StatefulSet tme1crv-redis-master: .* as a key Kubernetes takes /,
      ],
    },
    {
      what: 'a field that is misspelt in a text, by rendering without it',
      values: { [KPS]: { grafana: { extraContainers: '- name: side\n  image: nginx:1\n  imagePullPolcy: Always\n' } } },
      says: [
        /^f:3:\d+: kube-prometheus-stack\.grafana\.extraContainers: Deployment tme1crv-grafana: .*\(did you mean imagePullPolicy\?\)/,
      ],
    },
    {
      what: 'a word that a template hands on to Kubernetes',
      values: { [KPS]: { grafana: { deploymentStrategy: { type: 'Recreat' } } } },
      says: [
        /^f:4:13: kube-prometheus-stack\.grafana\.deploymentStrategy\.type: Deployment tme1crv-grafana: spec\.strategy\.type is the string "Recreat"; .*did you mean Recreate\?/,
      ],
    },
    {
      what: 'a container of a name that is there already',
      values: { redis: { master: { sidecars: [{ name: 'redis', image: 'x:1' }] } } },
      says: [/^f:4:9: redis\.master\.sidecars\[0\]: StatefulSet tme1crv-redis-master: .* second entry with name redis/],
    },
    {
      what: 'a container that the Pod Security level of its namespace forbids',
      values: { redis: { master: { sidecars: [{ name: 'side', image: 'x:1' }] } } },
      says: [
        /^f:3:5: redis\.master\.sidecars: .*securityContext lacks allowPrivilegeEscalation, .*: the namespace iacproject enforces the Pod Security level restricted/,
      ],
    },
    {
      what: 'a Pod of the user that it forbids, too',
      values: {
        redis: {
          extraDeploy: [
            {
              apiVersion: 'v1',
              kind: 'Pod',
              metadata: { name: 'x', namespace: 'iacproject' },
              spec: { hostPID: true, containers: [{ name: 'c', image: 'a:1' }] },
            },
          ],
        },
      },
      says: [
        /^f:9:\d+: redis\.extraDeploy\[0\]\.spec\.hostPID: Pod x: spec\.hostPID is true: the namespace iacproject/,
      ],
    },
    {
      what: 'a name that all names are made from, once',
      values: { redis: { fullnameOverride: 'Bad_Name' }, [KPS]: { fullnameOverride: 'My.Stack_x' } },
      says: [
        /^f:2:21: redis\.fullnameOverride: is the string "Bad_Name"/,
        /^f:4:21: kube-prometheus-stack\.fullnameOverride: .*"My\.Stack_x-/,
      ],
    },
    {
      what: 'what the API server refuses though it fits the schema',
      values: {
        redis: { master: { podSecurityContext: { fsGroupChangePolicy: 'OnRootMissmatch' } } },
        [KPS]: {
          grafana: { ingress: { enabled: true, hosts: ['https://grafana.example.com'] } },
          prometheus: { service: { type: 'NodePort', nodePort: 99_999 } },
        },
      },
      says: [
        /^f:4:28: redis\.master\.podSecurityContext\.fsGroupChangePolicy: .*Always, OnRootMismatch/,
        /^f:10:11: kube-prometheus-stack\.grafana\.ingress\.hosts\[0\]: Ingress tme1crv-grafana: spec\.rules\[0\]\.host is "https:/,
        /^f:14:17: kube-prometheus-stack\.prometheus\.service\.nodePort: Service .* is 99999; Kubernetes takes 1 to 65535/,
      ],
    },
    {
      what: 'a text that makes a template fail',
      values: { [KPS]: { grafana: { datasources: { a: 'text' } } } },
      says: [
        /^f:4:10: kube-prometheus-stack\.grafana\.datasources\.a: charts\/.* fails at `\$value`: it expects a map and got a text/,
      ],
    },
    {
      what: 'text that is no YAML any more once it is rendered',
      values: { redis: { extraDeploy: ['a: {{ .Values.x }}: b'] } },
      says: [/^f:2:3: redis\.extraDeploy: charts\/redis\/templates\/extra-list\.yaml makes text of it that is no YAML/],
    },
    {
      what: 'objects of the user: their kind, their fields, and those of custom resources',
      values: {
        [KPS]: {
          extraManifests: [
            { apiVersion: 'policy/v1beta1', kind: 'PodSecurityPolicy', metadata: { name: 'x' } },
            {
              apiVersion: 'monitoring.coreos.com/v1',
              kind: 'PodMonitor',
              metadata: { name: 'y' },
              spec: { selector: {}, podMetricEndpoints: [] },
            },
          ],
        },
      },
      says: [
        /^f:4:13: .*extraManifests\[0\]\.kind: .* none in policy\/v1beta1/,
        /^f:\d+:\d+: .*extraManifests\[1\]\.spec\.podMetricEndpoints: PodMonitor y: .*\(did you mean podMetricsEndpoints\?\)/,
      ],
    },
    {
      what: "a query that Prometheus can't read, at the rule",
      values: {
        [KPS]: {
          additionalPrometheusRulesMap: {
            mine: { groups: [{ name: 'g', rules: [{ alert: 'A', expr: 'sum(rate(up[5m])' }] }] },
          },
        },
      },
      says: [
        /^f:\d+:\d+: .*additionalPrometheusRulesMap\.mine\.groups.*: PrometheusRule tme1crv-.*-mine: spec\.groups\[0\]\.rules\[0\]/,
      ],
    },
    {
      what: 'a configuration that Alertmanager refuses once its templates are filled in',
      values: {
        [KPS]: {
          alertmanager: {
            tplConfig: true,
            config: { route: { receiver: '{{ "some" }}body' }, receivers: [{ name: 'null' }] },
          },
        },
      },
      says: [/^f:\d+:\d+: .*alertmanager\.config: Secret alertmanager-.*: data\["alertmanager\.yaml"\] .*"?somebody"?/],
    },
  ];
  for (const { what, values, says } of cases) {
    test(`finds ${what}`, async (t) => {
      const found = await deep(t, values);
      assert.equal(found.length, says.length, found.join('\n'));
      for (const [at, expected] of says.entries()) assert.match(found[at] as string, expected);
    });
  }

  for (const { name, example } of RULE_BOOK.filter(({ deep: only }) => only)) {
    test(`has the example of ${name}: the wrong one has this finding and no other, the right one has none`, async (t) => {
      const rulesOf = async (text: string) => {
        const file = path.join(temporaryFolder(t), 'f.yaml');
        writeFileSync(file, text);
        const { stdout } = await runCli(['validate', '--deep', ...EFFECTS_OFF, '--format', 'json', file], { env });
        return (JSON.parse(stdout) as { rule: string }[]).map(({ rule }) => rule);
      };
      assert.deepEqual(await rulesOf(example.wrong), [name]);
      assert.deepEqual(await rulesOf(example.right), []);
    });
  }

  test('goes on behind what Helm refuses', async (t) => {
    const values = { webapp: { podLabels: { team: 'a b' } }, [KPS]: { grafana: { datasources: { a: 'text' } } } };
    const found = await deep(t, values);
    assert.deepEqual(found.map((line) => line.split(': ')[1]).sort(), [
      'kube-prometheus-stack.grafana.datasources.a',
      'webapp.podLabels.team',
    ]);
  });

  test('says once what the check of the values has found', async (t) => {
    for (const values of [
      { webapp: { replicas: 'x' } },
      { redis: { replica: { persistence: { existingClaim: 'one' } } } },
      { redis: { master: { terminationGracePeriodSeconds: '30' } } },
    ]) {
      assert.equal((await deep(t, values)).length, 1, JSON.stringify(values));
    }
  });

  test('finds names that the release makes, at its option', async (t) => {
    for (const name of ['1a', 'a.b']) {
      const [found, ...more] = await deep(t, 'webapp: {replicas: 2}\n', '--release', name);
      assert.match(
        found as string,
        new RegExp(`^--release ${name}: makes names that Kubernetes refuses: Service ${name}-`),
      );
      assert.deepEqual(more, []);
    }
  });

  describe('looks for values without effect', () => {
    const values = {
      webapp: { podLabels: { team: 'a' } },
      redis: {
        master: { kind: 'StatefulSet', terminationGracePeriodSeconds: 31 },
        // What the template falls back to: it is used all the same.
        replica: { pdb: { maxUnavailable: 1 } },
      },
      [KPS]: {
        grafana: {
          enabled: false,
          // Nobody has a rule about these.
          sidecar: { dashboards: { searchNamespace: 'ALL' }, plugins: { searchNamespace: 'ALL' } },
        },
        nodeExporter: { operatingSystems: { aix: { enabled: false }, darwin: { enabled: false } } },
        prometheus: { prometheusSpec: { enableAdminAPI: true, externalLabels: { cluster: 'one' } } },
      },
    };

    test('and finds those whose removal changes nothing, one finding for a map', async (t) => {
      const found = await deep(t, values, '--effect-seconds', '600');
      const without = found.filter((line) => line.includes('what is rendered is the same without it'));
      assert.equal(without.length, 1, found.join('\n'));
      assert.match(
        without[0] as string,
        /^f:\d+:18: warning: .*aix\.enabled: has no effect \(nor has .*darwin\.enabled\)/,
      );
      assert.equal(found.length, 2, found.join('\n'));
      assert.match(found[0] as string, /grafana\.sidecar: has no effect while .*grafana\.enabled is false/);
    });

    test('and says what there was no time for', async (t) => {
      const found = await deepWithNotes(t, values, '--effect-seconds', '0.01');
      assert.match(found.join('\n'), /^note: .* for \d+ more 0.01 s were too short \(--effect-seconds\)$/m);
    });
  });

  test('does not take two objects of one name for a fault of the release', async (t) => {
    const manifest = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'tme1crv-webapp', namespace: 'iacproject' },
      spec: { ports: [{ port: 80 }] },
    };
    const [found, ...more] = await deep(t, { [KPS]: { extraManifests: [manifest] } });
    assert.match(found as string, /Service tme1crv-webapp: metadata\.name has the same name as the one of /);
    assert.deepEqual(more, []);
  });

  test('leads back to an option', async (t) => {
    const found = await deep(t, 'webapp: {replicas: 2}\n', '--set', `webapp.podLabels.a=${'x'.repeat(64)}`);
    assert.equal(found.length, 1);
    assert.match(found[0] as string, /^--set webapp\.podLabels\.a: Deployment tme1crv-webapp: .* has 64 characters/);
  });

  test('says what was not checked where promtool and amtool are missing', async (t) => {
    const saved = ['PROMTOOL_BIN', 'AMTOOL_BIN'].map((name) => [name, process.env[name]] as const);
    for (const [name] of saved) process.env[name] = '/nowhere';
    t.after(() => {
      for (const [name, value] of saved) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    });
    const rules = [
      { alert: 'A', expr: 'sum(rate(up[5m])' },
      { alert: 'B', expr: 'up == 0' },
    ];
    const values = { [KPS]: { additionalPrometheusRulesMap: { mine: { groups: [{ name: 'g', rules }] } } } };
    const found = await deepWithNotes(t, values);
    assert.match(found[0] as string, /^note: rules were checked for the syntax of their queries only/);
    assert.match(found[1] as string, /^note: Alertmanager's configuration was checked by rules of this tool/);
    assert.match(found[2] as string, /rules\[0\]\.expr: PrometheusRule .* is no query that Prometheus can read/);
    assert.equal(found.length, 3);
  });

  test('needs Helm and the subcharts, and says so', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(path.join(folder, 'f.yaml'), 'webapp: {replicas: 2}\n');
    const { code, stderr } = await runCli(['validate', '--deep', 'f.yaml'], {
      cwd: folder,
      root: copyOfProject(path.join(folder, 'project')),
      env: { HOME: folder, CHART_DEPS_DIR: folder },
    });
    assert.equal(code, 2);
    assert.match(stderr, /--deep takes the packages of redis .*, kube-prometheus-stack .*: `make deps` brings them/);
  });

  test('leaves nothing behind', async (t) => {
    const folder = temporaryFolder(t);
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = folder;
    t.after(() => {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    });
    await runCli(['validate', '--deep', ...EFFECTS_OFF, '--set', 'webapp.podLabels.a=x y'], { env });
    assert.deepEqual(readdirSync(folder), []);
  });
});
