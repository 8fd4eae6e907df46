/** The release that runs: what Helm knows of it. */
import { UsageError } from '../errors';
import { isObject, type Json, type JsonObject } from '../json';
import type { ClusterTools, ToolResult } from './tools';

export interface ReleaseName {
  name: string;
  namespace: string;
}

export interface RunningRelease extends ReleaseName {
  /** The one that an upgrade is compared with: the last that succeeded. */
  revision: number;
  /** Name and version of its chart. */
  chart: string;
  manifest: string;
  /** What its user set. */
  values: JsonObject;
  /** Something about the release that the reader should know, a line each. */
  notes: readonly string[];
}

/** @throws UsageError when there is no such release, or the cluster doesn't respond */
export async function readRunning(release: ReleaseName, { helm }: ClusterTools): Promise<RunningRelease> {
  const { name, namespace } = release;
  const ask = async (command: readonly string[], ...args: string[]) =>
    succeeded(await helm([...command, name, '--namespace', namespace, ...args]), release);
  const history = revisionsOf(await ask(['history'], '--output', 'json'));
  const last = history.at(-1);
  const running = history.findLast(({ status }) => status === 'deployed') ?? last;
  if (!running || !last) throw new UsageError(`release ${name} in namespace ${namespace} has no revision`);
  const at = ['--revision', String(running.revision)];
  const values = parsed(await ask(['get', 'values'], ...at, '--output', 'json'), 'helm get values') as Json;
  const isOther = last.revision !== running.revision;
  return {
    ...release,
    revision: running.revision,
    chart: running.chart,
    manifest: await ask(['get', 'manifest'], ...at),
    values: isObject(values) ? (values as JsonObject) : {},
    notes: isOther
      ? [
          `revision ${last.revision} is ${last.status}: Helm compares with revision ${running.revision}, and so does this`,
        ]
      : [],
  };
}

/** What a program printed as JSON. @throws UsageError when it is something else */
export function parsed(json: string, what: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new UsageError(`${what} printed no JSON, but: ${json.slice(0, 100) || '(nothing)'}`);
  }
}

/** The end of what a program said, for an error. */
export function reasonOf({ stdout, stderr, ended }: ToolResult): string {
  if (ended) return `it was ended: it ${ended}`;
  return (stderr.trim() || stdout.trim()).replace(/^Error: /, '');
}

// --- internal ---

interface Revision {
  revision: number;
  status: string;
  chart: string;
}

function revisionsOf(json: string): Revision[] {
  const found = parsed(json, 'helm history');
  return Array.isArray(found) ? (found as Revision[]) : [];
}

function succeeded(result: ToolResult, { name, namespace }: ReleaseName): string {
  if (result.code === 0) return result.stdout;
  const reason = reasonOf(result);
  if (/release: not found/.test(reason)) {
    throw new UsageError(
      `there is no release ${name} in namespace ${namespace} (helm list --all-namespaces shows those there are)`,
    );
  }
  throw new UsageError(`Helm can't read release ${name} in namespace ${namespace}: ${reason}`);
}
