/**
 * Builds the pinned command line tools that are missing into .tools/bin: `ts-node build.ts NAME…`
 *
 * A tool is built again when the go.mod that pins it changes. Takes Go; with TOOLS_FROM_PATH=1 a tool of that name on PATH is taken as it is
 * (then its version is yours to watch).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findOnPath } from '../../tools/deploy/binaries/find';
import { reportFailure, StackError } from '../../tools/deploy/errors';

const BIN = resolve(__dirname, '../../.tools/bin');
const HELM3 = 'helm.sh/helm/v3';
const HELM4 = 'helm.sh/helm/v4';
const SYFT = 'github.com/anchore/syft';
/** Without a cluster Helm assumes the Kubernetes version that its Makefile stamps in; unstamped it would be 1.20. */
const kubernetes = (variables: string) => `-X ${variables}Major=1 -X ${variables}Minor=36`;
const HELM3_KUBERNETES = kubernetes(`${HELM3}/pkg/chartutil.k8sVersion`);

interface Tool {
  /** Of the go.mod, below this folder. */
  folder: string;
  package: string;
  /** Build tags. */
  tags?: string;
  linkerFlags?: () => string;
}

const TOOLS: Readonly<Record<string, Tool>> = {
  helm: {
    folder: '.',
    package: `${HELM3}/cmd/helm`,
    linkerFlags: () => `${version(HELM3, '.')} ${HELM3_KUBERNETES} ${kubernetes(`${HELM3}/pkg/lint/rules.k8sVersion`)}`,
  },
  helm4: { folder: 'helm4', package: `${HELM4}/cmd/helm`, linkerFlags: () => version(HELM4, 'helm4') },
  ct: { folder: '.', package: 'github.com/helm/chart-testing/v3/ct' },
  kubeconform: { folder: '.', package: 'github.com/yannh/kubeconform/cmd/kubeconform' },
  'helm-unittest': {
    folder: '.',
    package: 'github.com/helm-unittest/helm-unittest/cmd/helm-unittest',
    linkerFlags: () => HELM3_KUBERNETES,
  },
  // Without the clients of some twenty clouds, which only discover targets: most of its modules, and of the time that it takes to build.
  promtool: { folder: 'prometheus', package: 'github.com/prometheus/prometheus/cmd/promtool', tags: 'remove_all_sd' },
  // What the tests of backups need: the program that copies them, and an S3 server.
  restic: { folder: 'restic', package: 'github.com/restic/restic/cmd/restic' },
  s3: { folder: 's3', package: '.' },
  // What checks the workflows, and what makes their clusters.
  actionlint: { folder: 'actionlint', package: 'github.com/rhysd/actionlint/cmd/actionlint' },
  kind: { folder: 'kind', package: 'sigs.k8s.io/kind' },
  // What makes a release and its test: `make release` and `make release-test` build them, nothing else does.
  oras: { folder: 'oras', package: 'oras.land/oras/cmd/oras' },
  cosign: { folder: 'cosign', package: 'github.com/sigstore/cosign/v3/cmd/cosign' },
  syft: {
    folder: 'syft',
    package: 'github.com/anchore/syft/cmd/syft',
    linkerFlags: () => `-X main.version=${pin(SYFT, 'syft').slice(1)}`,
  },
  registry: { folder: 'registry', package: 'github.com/distribution/distribution/v3/cmd/registry' },
};

/** @throws StackError for an unknown name, without Go, or when the build fails */
function build(name: string): void {
  const tool = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
  if (tool === undefined) throw new StackError(`unknown tool ${name}`, `Tools: ${Object.keys(TOOLS).join(' ')}`, 2);
  if (process.env['TOOLS_FROM_PATH'] === '1' && findOnPath([name]) !== undefined) return;
  const folder = join(__dirname, tool.folder);
  const flags = `-s -w ${tool.linkerFlags?.() ?? ''}`;
  const pins = ['go.mod', 'go.sum'].map((file) => readFileSync(join(folder, file), 'utf8'));
  const stamp = createHash('sha256')
    .update([...pins, tool.package, tool.tags ?? '', flags].join('\n'))
    .digest('hex');
  const stampFile = join(BIN, `.${name}.stamp`);
  const target = join(BIN, name);
  if (existsSync(target) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  if (findOnPath(['go']) === undefined) {
    const hint = `Install Go 1.26 or newer (https://go.dev/dl), or put ${name} on PATH and set TOOLS_FROM_PATH=1.`;
    throw new StackError(`${name} is missing and Go, which builds it, too`, hint);
  }
  console.error(`tools: building ${name}`);
  mkdirSync(BIN, { recursive: true });
  const { status, stdout, stderr } = spawnSync(
    'go',
    ['build', '-trimpath', '-tags', tool.tags ?? '', '-ldflags', flags, '-o', target, tool.package],
    { cwd: folder, env: { ...process.env, CGO_ENABLED: '0' }, encoding: 'utf8' },
  );
  if (status !== 0) throw new StackError(`building ${name} failed`, `${stdout}${stderr}`);
  writeFileSync(stampFile, stamp);
}

// --- internal ---

/** Stamps in the module's version in the go.mod. */
const version = (module: string, folder: string) => `-X ${module}/internal/version.version=${pin(module, folder)}`;

/** The version of a module in the go.mod. */
function pin(module: string, folder: string): string {
  const goMod = readFileSync(join(__dirname, folder, 'go.mod'), 'utf8');
  const [, pinned] = new RegExp(`\\b${module} (v\\S+)`).exec(goMod) ?? [];
  if (pinned === undefined) throw new Error(`${folder}/go.mod has no ${module}`);
  return pinned;
}

try {
  const names = process.argv.slice(2);
  if (names.length === 0) throw new StackError(`name at least one tool: ${Object.keys(TOOLS).join(' ')}`, '', 2);
  names.forEach(build);
} catch (error) {
  reportFailure('tools')(error);
}
