/** Prometheus: series, samples, what they take on disk and in memory, and objectives that fit the retention. */
import { durationText, figure, memoryQuantity, prometheusBytes, roundUp, volumeQuantity } from './amount-text';
import { allow } from './headroom';
import type { Load } from './load';
import { type Part, recommend } from './recommendation';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Longer periods are rarely looked at, and their burn rates cost queries over all of it. */
const LONGEST_PERIOD_DAYS = 28;
/** What the chart gives Prometheus at least. */
const LEAST_RETENTION_SIZE = 512 * 2 ** 20;
const LEAST_MEMORY = 512 * 2 ** 20;

const SPEC = 'kube-prometheus-stack.prometheus.prometheusSpec';
const MONITORS = 'monitoring.serviceMonitors';
const SLO = 'monitoring.rules.slo';

export function planPrometheus(load: Load, pods: number, replicas: number): Part {
  const { requirements, capacity } = load;
  const measured = capacity.monitoring;
  const series =
    (pods * (measured.webappSeries + replicas * measured.webappSeriesPerReplica) +
      (replicas + 1) * measured.exporterSeries +
      measured.ownSeries +
      measured.ruleSeries +
      requirements.otherSeries) *
    allow('series');
  const samplesPerSecond = series / requirements.scrapeInterval;
  const blocks =
    samplesPerSecond * requirements.retention * measured.bytesPerSample +
    series * measured.indexBytesPerSeries * allow('blockCount');
  const log = samplesPerSecond * allow('walHours') * HOUR * measured.walBytesPerSample;
  const size = roundUp(Math.max(LEAST_RETENTION_SIZE, (blocks + log) * allow('prometheusDisk')), SIZE_STEP);
  const memory = Math.max(
    LEAST_MEMORY,
    measured.emptyRssBytes + series * measured.rssBytesPerSeries * allow('prometheusMemory'),
  );
  const forSeries = ['otherSeries', 'reads', 'writes', 'failures'] as const;
  const forSize = ['retention', 'scrapeInterval', ...forSeries] as const;
  const seriesText = `${figure(measured.webappSeries)} series a web app pod, ${figure(measured.exporterSeries)} a Redis node`;
  const onDisk = `${figure(measured.bytesPerSample)} bytes a sample; ${seriesText}`;
  const inMemory = `${figure(measured.rssBytesPerSeries)} bytes a series; ${seriesText}`;
  const interval = durationText(requirements.scrapeInterval);
  const days = Math.min(LONGEST_PERIOD_DAYS, Math.max(1, Math.floor(requirements.retention / DAY) - 1));
  const storage = 'storageSpec.volumeClaimTemplate.spec.resources.requests.storage';
  const counted = `${figure(series)} series`;
  return {
    refusals: [],
    recommendations: [
      recommend(`${SPEC}.retention`, durationText(requirements.retention), 'As required.', ['retention']),
      recommend(
        `${SPEC}.retentionSize`,
        prometheusBytes(size),
        `${counted}, ${figure(samplesPerSecond)} samples a second.`,
        forSize,
        onDisk,
      ),
      recommend(
        `${SPEC}.${storage}`,
        volumeQuantity(size / allow('volumeShare')),
        'The retention size, and a fifth free for compaction.',
        forSize,
        onDisk,
      ),
      recommend(
        `${SPEC}.resources.requests.memory`,
        memoryQuantity(memory),
        `${counted}, with hours of samples and room for queries.`,
        forSeries,
        inMemory,
      ),
      recommend(
        `${SPEC}.resources.limits.memory`,
        memoryQuantity(memory * allow('prometheusMemoryLimit')),
        'Twice the request.',
        forSeries,
        inMemory,
      ),
      recommend(`${MONITORS}.interval`, interval, 'As required.', ['scrapeInterval']),
      recommend(
        `${MONITORS}.scrapeTimeout`,
        requirements.scrapeInterval < 10 ? interval : '10s',
        'At most the interval.',
        ['scrapeInterval'],
      ),
      recommend(`${SLO}.periodDays`, days, 'What the retention covers with a day to spare.', ['retention']),
      recommend(`${SLO}.availabilityPercent`, requirements.availability, 'As required.', ['availability']),
    ],
  };
}

// --- internal ---

/** `prometheusBytes` rounds to this. */
const SIZE_STEP = 64 * 2 ** 20;
