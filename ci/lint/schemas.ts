/**
 * The JSON schemas that kubeconform checks against, in .tools/schemas, without asking the network for them: the Kubernetes API's from the
 * PyPI package kubernetes-validate, custom resources' from their projects' Go modules.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runOrFail } from '../../tools/deploy/run';
import { PROJECT_ROOT } from '../../tools/values/io';
import { writeCustomResourceSchemas } from './crd-schemas';
import { writeKubernetesSchemas } from './kubernetes-schemas';
import { definitionsFolder } from './kubernetes-version';

const CRDS = join(PROJECT_ROOT, 'ci/tools/crds');
/** A folder of YAML files in each module. */
const MODULES = {
  'github.com/fluxcd/helm-controller': 'config/crd/bases/*.yaml',
  'github.com/fluxcd/kustomize-controller': 'config/crd/bases/*.yaml',
  'github.com/fluxcd/source-controller': 'config/crd/bases/*.yaml',
  'github.com/prometheus-operator/prometheus-operator': 'example/prometheus-operator-crd/*.yaml',
  'sigs.k8s.io/gateway-api': 'config/crd/standard/*.yaml',
};

/** For kubeconform's `-schema-location`. */
export const SCHEMA_LOCATION = join(PROJECT_ROOT, '.tools/schemas/{{.ResourceKind}}{{.KindSuffix}}.json');

/** Writes them, unless they are there. @throws StackError when what they are made from is missing */
export async function provideSchemas(): Promise<void> {
  const target = join(PROJECT_ROOT, '.tools/schemas');
  const stamp = join(target, '.stamp');
  const sources = [
    join(PROJECT_ROOT, 'ci/requirements.txt'),
    join(CRDS, 'go.mod'),
    ...['*schemas.ts', 'kubernetes-version.ts'].flatMap((name) => globSync(join(__dirname, name)).sort()),
    join(PROJECT_ROOT, 'tools/values/deep/custom-definitions.ts'),
  ];
  const checksum = createHash('sha256');
  for (const file of sources) checksum.update(readFileSync(file));
  const wanted = checksum.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  writeKubernetesSchemas(target, definitionsFolder());
  for (const [module, files] of Object.entries(MODULES)) {
    await runOrFail('go', ['mod', 'download', module], { cwd: CRDS });
    const { stdout } = await runOrFail('go', ['list', '-m', '-f', '{{.Dir}}', module], { cwd: CRDS });
    writeCustomResourceSchemas(target, globSync(join(stdout.trim(), files)));
  }
  writeFileSync(stamp, wanted);
}
