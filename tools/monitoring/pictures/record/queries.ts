/** Asks Prometheus what Grafana would ask for the dashboards. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import { annotationQueries, panelsOf } from '../../dashboards/inspect';
import { fillVariables } from '../../dashboards/promql';
import type { Recording, Series } from './recording';

export interface Span {
  /** Seconds since 1970. */
  from: number;
  to: number;
  /** Between two scrapes, in seconds. */
  scrapeInterval: number;
}

/**
 * Every query of the dashboards' panels and annotations, over the span or at its end.
 * @throws with Prometheus' message when it refuses a query
 */
export async function askForAll(prometheus: string, dashboards: Dashboard[], span: Span): Promise<Recording> {
  const { from, to, scrapeInterval } = span;
  const rateInterval = `${rateIntervalSeconds(scrapeInterval)}s`;
  const variables = { ...VARIABLES, __rate_interval: rateInterval };
  const recording: Recording = { from, to, variables, range: {}, instant: {} };
  const ask = (path: string, expr: string, times: Record<string, number>) =>
    fetchSeries(`${prometheus}/api/v1/${path}`, { query: fillVariables(expr, variables), ...times });
  for (const { expr, instant } of dashboards.flatMap(queriesOf)) {
    if (instant) recording.instant[expr] = await ask('query', expr, { time: to });
    else recording.range[expr] = await ask('query_range', expr, { start: from, end: to, step: scrapeInterval });
  }
  return recording;
}

// --- internal ---

const VARIABLES = { namespace: 'iacproject', release: 'tme1crv', redis: 'tme1crv-redis-metrics' };

/** As Grafana has it, for graphs whose step is the scrape interval: four scrapes, so that one may be missed. */
function rateIntervalSeconds(scrapeInterval: number): number {
  return 4 * scrapeInterval;
}

function queriesOf(dashboard: Dashboard): { expr: string; instant: boolean }[] {
  const targets = panelsOf(dashboard).flatMap(({ targets }) => (targets ?? []) as unknown as Dataquery[]);
  const annotations = annotationQueries(dashboard).map((expr) => ({ expr, instant: false }));
  return [...targets.map(({ expr, instant }) => ({ expr, instant: instant === true })), ...annotations];
}

interface ApiResponse {
  status: string;
  error?: string;
  data: { result: { metric: Series['metric']; value?: [number, string]; values?: [number, string][] }[] };
}

async function fetchSeries(url: string, parameters: Record<string, string | number>): Promise<Series[]> {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) body.set(name, String(value));
  const response = await fetch(url, { method: 'POST', body });
  const { status, error, data } = (await response.json()) as ApiResponse;
  if (status !== 'success') throw new Error(`${url}: ${error}: ${parameters['query']}`);
  return data.result.map(({ metric, value, values }) => ({ metric, values: values ?? (value ? [value] : []) }));
}
