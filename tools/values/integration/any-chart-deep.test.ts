/** `validate --deep --chart`: a chart that this project knows nothing of, rendered by Helm, also one that never ends. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { runCli, temporaryFolder } from '../testing/io';
import { packTgz } from '../testing/tgz';

const env = { HOME: homedir(), ...process.env };
const CHART = 'apiVersion: v2\nname: shop\nversion: 1.0.0\n';
const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-shop
spec:
  type: {{ .Values.type }}
  ports: [{port: 80}]
`;

async function deep(
  t: { after(clean: () => void): void },
  files: Record<string, string>,
  values: string,
): Promise<string[]> {
  const folder = temporaryFolder(t);
  const [chart, file] = [path.join(folder, 'shop.tgz'), path.join(folder, 'my.yaml')];
  writeFileSync(chart, packTgz({ 'shop/Chart.yaml': CHART, 'shop/values.yaml': 'type: ClusterIP\n', ...files }));
  writeFileSync(file, values);
  const { stderr } = await runCli(['validate', '--deep', '--chart', chart, file], { env });
  return stderr.replaceAll(`${folder}/`, '').trimEnd().split('\n');
}

describe('validate --deep of any chart', () => {
  test('leads what Kubernetes refuses back to the value', async (t) => {
    const [first = ''] = await deep(t, { 'shop/templates/service.yaml': SERVICE }, 'type: ClusterIPP\n');
    assert.match(
      first,
      /^my\.yaml:1:7: type: Service release-shop: spec\.type is the string "ClusterIPP".*ClusterIP\?\)/,
    );
  });

  test('says nothing of effects where Helm has not got all values', async (t) => {
    const files = {
      'shop/values.yaml': 'public: false\nhosts: []\n',
      'shop/templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "{{ if .Values.public }}{{ range .Values.hosts }}{{ .name }}{{ end }}{{ end }}"}\n',
    };
    const [first = '', ...others] = await deep(t, files, 'public: true\nhosts: [a]\n');
    assert.match(first, /templates\/a\.yaml fails at `\.name`/);
    assert.doesNotMatch(others.join('\n'), /no effect/);
  });

  test('asks for a subchart that is not there', async (t) => {
    const chart = `${CHART}dependencies: [{name: queue, version: 1.0.0}]\n`;
    const said = await deep(
      t,
      { 'shop/Chart.yaml': chart, 'shop/templates/service.yaml': SERVICE },
      'type: ClusterIP\n',
    );
    assert.match(said.join('\n'), /--deep takes the packages of queue 1\.0\.0: `helm dependency build .*` brings them/);
  });

  test('ends a template that counts without end, or includes itself', async (t) => {
    const endless = '{{ range until 1000000000 }}x{{ end }}';
    const [, counting = ''] = await deep(t, { 'shop/templates/a.yaml': endless }, 'type: ClusterIP\n');
    assert.match(counting, /my\.yaml: Helm was ended: it took .* \(look for a template without end/);
    const recursive = '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}';
    const [, including = ''] = await deep(t, { 'shop/templates/a.yaml': recursive }, 'type: ClusterIP\n');
    assert.match(including, /my\.yaml: templates\/a\.yaml fails at `include "a" \.`/);
  });
});
