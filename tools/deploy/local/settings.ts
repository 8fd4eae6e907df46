import { type ChartRequest, type RenderedChart, renderChart, webappDeployment } from '../chart';
import type { RunOptions } from '../run';
import { type Topology, topologyOf } from './topology';

/** What the parts take from the chart: all that Redis and the web app need of it. */
export interface ChartSettings {
  topology: Topology;
  webapp: { namespace: string; env: Record<string, string> };
}

/** The profile of a stack for which none was named. */
export const DEFAULT_PROFILE = 'dev';

/**
 * The chart as the local stack runs it.
 * @throws StackError with Helm's message
 */
export function renderForLocal(request: ChartRequest, options: RunOptions = {}): Promise<RenderedChart> {
  return renderChart({ ...request, set: [...request.set, ...LOCAL_VALUES] }, options);
}

/** @throws StackError for values that only a cluster can fulfil */
export function settingsOf(chart: RenderedChart): ChartSettings {
  return { topology: topologyOf(chart), webapp: webappDeployment(chart) };
}

// --- internal ---

// One web app process runs here, so rules that count pods must expect one. The chart refuses a budget for a single pod.
const LOCAL_VALUES = [
  'webapp.replicas=1',
  'webapp.autoscaling.enabled=false',
  'webapp.podDisruptionBudget.enabled=false',
];
