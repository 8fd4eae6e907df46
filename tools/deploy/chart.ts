import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyChartAlone } from './chart-alone';
import { StackError } from './errors';
import { type Manifest, parseManifests } from './manifests';
import { type RunOptions, runOrFail } from './run';

/** The release the local stack stands for: the chart's reference layout. */
export const RELEASE = 'tme1crv';

export interface ChartRequest {
  /** The project's folder. */
  repository: string;
  helm: string;
  /** A file name of chart/profiles without its ending. @default none: the chart's own values */
  profile?: string | undefined;
  /** Values files, later ones winning. */
  values: string[];
  /** `key=value` pairs as for `helm --set`. */
  set: string[];
}

/** What Helm makes of the chart: our own objects, and the values they were made from. */
export interface RenderedChart {
  manifests: Manifest[];
  /** chart/values.yaml, profile, files and --set merged by Helm itself. */
  values: Manifest['values'];
}

/**
 * Renders the chart's own templates as `helm install` would, without the subcharts, which the local stack doesn't need.
 * @throws StackError with Helm's message: a wrong value, a broken template
 */
export async function renderChart(request: ChartRequest, options: RunOptions = {}): Promise<RenderedChart> {
  const folder = mkdtempSync(join(tmpdir(), 'tme1crv-chart-'));
  try {
    const chart = join(folder, 'chart');
    copyChartAlone(request.repository, chart);
    writeFileSync(join(chart, 'templates', 'merged-values.yaml'), MERGED_VALUES_TEMPLATE);
    const { profile } = request;
    const profiles = profile === undefined ? [] : [join(request.repository, 'chart', 'profiles', `${profile}.yaml`)];
    const values = [...profiles, ...request.values].flatMap((file) => ['--values', file]);
    const set = request.set.flatMap((pair) => ['--set', pair]);
    const args = ['template', RELEASE, chart, '--namespace', 'default', ...values, ...set];
    const { stdout } = await runOrFail(request.helm, args, options);
    const manifests = parseManifests(stdout);
    return { manifests, values: manifests.find(({ kind }) => kind === MERGED_VALUES_KIND)?.['values'] ?? {} };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The web app's Deployment: its namespace, and the environment that the chart gives its container.
 * Values from Secrets and from the pod's own fields aren't there: only the stack knows their local counterparts.
 * @throws StackError when the values switch the web app off
 */
export function webappDeployment(chart: RenderedChart): { namespace: string; env: Record<string, string> } {
  const deployment = chart.manifests.find(
    ({ kind, metadata }) => kind === 'Deployment' && metadata?.labels?.['app.kubernetes.io/name'] === 'webapp',
  );
  if (deployment === undefined) {
    throw new StackError('the values switch the web app off (webapp.enabled: false)', 'The local stack needs it.');
  }
  const entries: { name: string; value?: unknown }[] = deployment['spec'].template.spec.containers[0]?.env ?? [];
  const literal = entries.filter(({ value }) => value !== undefined && value !== null);
  return {
    namespace: deployment.metadata?.namespace ?? 'default',
    env: Object.fromEntries(literal.map(({ name, value }) => [name, String(value)])),
  };
}

// --- internal ---

const MERGED_VALUES_KIND = 'MergedValues';

// Helm's own merge (files, --set, null removes a key) is the only one that is certainly right, so it is asked for its result.
const MERGED_VALUES_TEMPLATE = `kind: ${MERGED_VALUES_KIND}\nvalues:\n{{ toYaml .Values | indent 2 }}\n`;
