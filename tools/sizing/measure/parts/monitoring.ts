/** Series of every target, from the local stack, and what they cost Prometheus on disk and in memory. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { freePort } from '../../../../webapp/bench/processes';
import { down, freePorts, up } from '../../../deploy/local';
import { PROJECT_ROOT } from '../../../values/io';
import type { Capacity } from '../../model/measurements';
import type { Measured } from '../results';
import { residentBytes } from '../sizes';
import { type Configuration, OwnPrometheus, SCRAPE_INTERVAL } from './own-prometheus';

const REPLICAS = 2;
/** More samples than a chunk holds (120), so that most of them are in full chunks as in production. */
const SCRAPES = 140;
/** Copies of an exporter's metrics for the memory of Prometheus: some ten thousands of series. */
const COPIES = 150;
const SETTLE_MS = 25_000;

export async function measureMonitoring(folder: string): Promise<Measured<Capacity['monitoring']>> {
  const stateFolder = join(folder, 'stack');
  const ports = await freePorts(REPLICAS);
  const stack = await up({
    repository: PROJECT_ROOT,
    stateFolder,
    ports: () => ports,
    scrapeInterval: SCRAPE_INTERVAL,
    ignoreGroupIntervals: true,
    output: process.stderr,
  });
  const own = await OwnPrometheus.start(folder, 'stack', configurationOf(stateFolder));
  try {
    const busy = useEveryRoute(stack.urls.app);
    const memory = await measureMemory(folder, ports.exporters[0] ?? 0);
    for (let second = 0; (await own.samplesPerSeries()) < SCRAPES && second < 180; second += 1) await sleep(1000);
    busy.stop();
    const { webapp, exporter, ownSeries, perReplica } = await countSeries(own);
    const ruleSeries = await own.query('sum(prometheus_rule_group_last_evaluation_samples)');
    const disk = await own.measureDisk();
    return {
      webappSeries: webapp - REPLICAS * perReplica,
      webappSeriesPerReplica: perReplica,
      exporterSeries: exporter,
      ownSeries,
      ruleSeries,
      ...disk,
      ...memory,
    };
  } finally {
    await own.stop();
    await down(stateFolder);
  }
}

// --- internal ---

/** The stack's own configuration, without Alertmanager: it hears of every alert already. */
function configurationOf(stateFolder: string): Configuration {
  const { alerting: _, ...rest } = parse(readFileSync(join(stateFolder, 'etc/prometheus.yaml'), 'utf8'));
  return rest;
}

async function countSeries(prometheus: OwnPrometheus) {
  const targets = 'max(scrape_samples_post_metric_relabeling{container="CONTAINER"})';
  const of = (container: string) => prometheus.query(targets.replace('CONTAINER', container));
  return {
    webapp: await of('webapp'),
    exporter: await of('metrics'),
    ownSeries: (await of('prometheus')) + (await of('alertmanager')),
    perReplica: (await prometheus.query('count({container="webapp",replica!=""})')) / REPLICAS,
  };
}

/** Prometheus' memory with nothing but itself, then with many series more. */
async function measureMemory(folder: string, exporterPort: number) {
  const text = await (await fetch(`http://127.0.0.1:${exporterPort}/metrics`)).text();
  const page = copies(text.split('\n').filter((line) => line !== '' && !line.startsWith('#')));
  const server = createServer((_request, response) => void response.end(page));
  const port = await freePort();
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  const measure = async (name: string, targets: string[]) => {
    const scrape = { job_name: 'measured', scrape_interval: '5s', static_configs: [{ targets }] };
    const prometheus = await OwnPrometheus.start(folder, name, { scrape_configs: [scrape] });
    try {
      await sleep(SETTLE_MS);
      return { bytes: residentBytes(prometheus.child), series: await prometheus.headSeries() };
    } finally {
      await prometheus.stop();
    }
  };
  try {
    const few = await measure('few', []);
    const many = await measure('many', [`127.0.0.1:${port}`]);
    return {
      emptyRssBytes: few.bytes,
      rssBytesPerSeries: (many.bytes - few.bytes) / (many.series - few.series),
    };
  } finally {
    server.close();
  }
}

/** Each line many times, each copy a series of its own. */
function copies(lines: readonly string[]): string {
  const copied: string[] = [];
  for (let copy = 0; copy < COPIES; copy += 1) {
    for (const line of lines) {
      const [series = '', value = ''] = [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' ') + 1)];
      copied.push(
        series.endsWith('}')
          ? `${series.slice(0, -1)},copy="copy-${copy}"} ${value}`
          : `${series}{copy="copy-${copy}"} ${value}`,
      );
    }
  }
  return `${copied.join('\n')}\n`;
}

/** A little of everything that the API has, so that every route has its series. */
function useEveryRoute(url: string): { stop: () => void } {
  let on = true;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ value: 'x' });
  const calls: [string, RequestInit?][] = [
    ['/items/capacity', { method: 'PUT', headers, body }],
    ['/items', { method: 'POST', headers, body }],
    ['/items/capacity'],
    ['/items/missing'],
    ['/items?limit=10'],
    ['/items/capacity', { method: 'DELETE' }],
    ['/items/missing', { method: 'DELETE' }],
    ['/items/capacity', { method: 'PUT', headers, body: '{' }],
    ['/readyz'],
    ['/livez'],
    ['/openapi.json'],
    ['/'],
    ['/nowhere'],
  ];
  const loop = async () => {
    while (on) {
      for (const [path, request] of calls) {
        const response = await fetch(`${url}${path}`, request).catch(() => undefined);
        await response?.arrayBuffer();
      }
      await sleep(100);
    }
  };
  void loop();
  return {
    stop: () => {
      on = false;
    },
  };
}
