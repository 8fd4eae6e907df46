/** What the upgrade would make: Helm's own dry run, so that templates that look at the cluster see it. Nothing is changed by it. */
import { isObject, type Json, type JsonObject } from '../json';
import { parsed, type ReleaseName, reasonOf } from './running';
import type { ClusterTools } from './tools';

export interface UpgradeRequest extends ReleaseName {
  /** The chart's folder, with its subcharts. */
  chart: string;
  /** Helm's arguments for the values, such as `--values FILE`. */
  values: readonly string[];
  /** Takes the values of the release before, too. */
  reuseValues: boolean;
}

export type Planned =
  | { manifest: string; hooks: readonly string[]; values: JsonObject; chart: string; refusal?: undefined }
  /** Helm, the chart or the API server refuses: why. */
  | { refusal: string };

export async function planUpgrade(request: UpgradeRequest, { helm }: ClusterTools): Promise<Planned> {
  const { name, namespace, chart, values, reuseValues } = request;
  const result = await helm([
    ...['upgrade', name, chart, '--namespace', namespace, '--dry-run=server', '--output', 'json'],
    ...[reuseValues ? '--reset-then-reuse-values' : '--reset-values', ...values],
  ]);
  if (result.code !== 0) return { refusal: reasonOf({ ...result, stderr: withoutNoise(result.stderr) }) };
  const release = parsed(result.stdout, 'helm upgrade --dry-run') as Record<string, unknown>;
  const hooks = Array.isArray(release['hooks']) ? (release['hooks'] as Record<string, unknown>[]) : [];
  const metadata = (isObject(release['chart']) ? release['chart']['metadata'] : undefined) as
    | Record<string, Json>
    | undefined;
  return {
    manifest: String(release['manifest'] ?? ''),
    hooks: hooks.map(({ manifest }) => String(manifest ?? '')),
    values: isObject(release['config']) ? (release['config'] as JsonObject) : {},
    chart: `${metadata?.['name'] ?? 'chart'}-${metadata?.['version'] ?? ''}`,
  };
}

/** A refusal that only says that definitions of custom resources are missing, which may come before the upgrade. */
export const lacksDefinitions = (refusal: string) =>
  /no matches for kind|ensure CRDs are installed first|has no ServiceMonitor definition/.test(refusal);

// --- internal ---

/** What the loader says of links and of values that it drops, and what is said of every error. */
const withoutNoise = (stderr: string) =>
  stderr
    .split('\n')
    .filter(
      (line) =>
        !/found symbolic link in path|^Use --debug flag|^level=WARN|level=WARN|(coalesce|values)\.go:\d+: /.test(line),
    )
    .join('\n');
