/**
 * A chart as Argo CD renders it and sorts what comes out: `helm template` with the definitions, `lookup` finds nothing, Helm's hooks become hooks
 * of its own, and those that it doesn't know are left out.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from '../../tools/deploy/manifests';
import { runOrFail } from '../../tools/deploy/run';
import type { Release } from './examples';

export interface RenderOptions {
  helm: string;
  /** Folder of the chart, in place of the registry that the example names. */
  chart: string;
  kubernetesVersion: string;
  /** What the cluster serves, as `GROUP/VERSION` or `GROUP/VERSION/KIND`. */
  apiVersions?: readonly string[];
  /** Further values files, which win. */
  valuesFiles?: readonly string[];
}

/** The objects of a sync, by phase. */
export interface Phases {
  preSync: Manifest[];
  sync: Manifest[];
  postSync: Manifest[];
  /** Hooks of kinds that Argo CD ignores. */
  ignored: Manifest[];
}

/** @returns what Helm prints. @throws StackError with what it said */
export async function renderAsArgoCd(
  { name, namespace, values, skipTests }: Release & { skipTests: boolean },
  { helm, chart, kubernetesVersion, apiVersions = [], valuesFiles = [] }: RenderOptions,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'argocd-'));
  try {
    const file = join(folder, 'values.yaml');
    writeFileSync(file, JSON.stringify(values));
    const args = ['template', chart, '--name-template', name, '--namespace', namespace];
    args.push('--kube-version', kubernetesVersion, '--include-crds');
    for (const one of [file, ...valuesFiles]) args.push('--values', one);
    for (const one of apiVersions) args.push('--api-versions', one);
    if (skipTests) args.push('--skip-tests');
    // Without a kubeconfig: Argo CD's Helm has none.
    const { stdout } = await runOrFail(helm, args, { env: { ...process.env, KUBECONFIG: join(folder, 'none') } });
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An object whose hooks have two phases is in both. */
export function phasesOf(manifests: readonly Manifest[]): Phases {
  const phases: Phases = { preSync: [], sync: [], postSync: [], ignored: [] };
  for (const manifest of manifests) {
    const hooks = hooksOf(manifest);
    if (hooks === undefined) {
      phases.sync.push(manifest);
      continue;
    }
    const wanted = new Set(hooks.flatMap((hook) => PHASE_OF_HOOK[hook] ?? []));
    if (wanted.size === 0) phases.ignored.push(manifest);
    for (const phase of wanted) phases[phase].push(manifest);
  }
  return phases;
}

// --- internal ---

const PHASE_OF_HOOK: Record<string, 'preSync' | 'postSync'> = {
  'crd-install': 'preSync',
  'pre-install': 'preSync',
  'pre-upgrade': 'preSync',
  'post-install': 'postSync',
  'post-upgrade': 'postSync',
};

function hooksOf({ metadata }: Manifest): string[] | undefined {
  const annotations = (metadata as { annotations?: Record<string, string> } | undefined)?.annotations;
  return annotations?.['helm.sh/hook']?.split(',').map((hook) => hook.trim());
}
