/** Helm and kubectl of a cluster that isn't there: they say what a test lets them say. */
import type { JsonObject } from '../json';
import type { ClusterTools, ToolResult } from '../upgrade/tools';

export interface FakeCluster {
  /** Manifests of the revision that runs and of the upgrade. */
  old: string;
  next: string;
  /** What users have set and set now. */
  oldValues?: JsonObject;
  nextValues?: JsonObject;
  hooks?: readonly string[];
  /** Of Helm's history; by default one that runs. */
  revisions?: readonly { revision: number; status: string; chart: string }[];
  /** What the dry run says instead of a manifest. */
  refusal?: string;
  /** Objects that run, by what kubectl is asked for: `-` for those of a list, or the kind. Without them there is no kubectl. */
  objects?: Readonly<Record<string, readonly unknown[]>>;
}

/** @returns the tools, and what they were called with */
export function fakeTools(cluster: FakeCluster): { tools: ClusterTools; calls: string[] } {
  const calls: string[] = [];
  const note = (program: string, args: readonly string[]) => calls.push([program, ...args].join(' '));
  const tools: ClusterTools = {
    helm: async (args) => {
      note('helm', args);
      return helmSays(cluster, args);
    },
  };
  if (!cluster.objects) return { tools, calls };
  const kubectl = async (args: readonly string[], input?: string): Promise<ToolResult> => {
    note('kubectl', input === undefined ? args : [...args, input]);
    const what = args[1] === '--filename' ? '-' : (args[1] ?? '');
    return ok(JSON.stringify({ kind: 'List', items: cluster.objects?.[what] ?? [] }));
  };
  return { tools: { ...tools, kubectl }, calls };
}

// --- internal ---

const ok = (stdout: string): ToolResult => ({ code: 0, stdout, stderr: '' });
const failed = (reason: string): ToolResult => ({ code: 1, stdout: '', stderr: `Error: ${reason}\n` });

function helmSays(cluster: FakeCluster, args: readonly string[]): ToolResult {
  const { old, next, oldValues = {}, nextValues = {}, hooks = [], refusal } = cluster;
  const { revisions = [{ revision: 3, status: 'deployed', chart: 'tme1crv-0.1.0' }] } = cluster;
  const [verb = '', what = ''] = args;
  if (verb === 'history') return revisions.length > 0 ? ok(JSON.stringify(revisions)) : failed('release: not found');
  if (verb === 'get') return ok(what === 'manifest' ? old : JSON.stringify(oldValues));
  if (refusal !== undefined) return failed(`UPGRADE FAILED: ${refusal}`);
  const chart = { metadata: { name: 'tme1crv', version: '0.2.0' } };
  const release = { manifest: next, config: nextValues, hooks: hooks.map((manifest) => ({ manifest })), chart };
  return ok(JSON.stringify(release));
}
