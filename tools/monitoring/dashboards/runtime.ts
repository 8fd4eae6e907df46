/** What the web app's processes take and how they fare. */
import { memoryLimit, query, timeseriesPanel, WEBAPP } from './common';
import { EVENT_LOOP_LAG_SECONDS } from './thresholds';

const RATE = '[$__rate_interval]';

export function runtimePanels() {
  return [
    timeseriesPanel({
      title: 'Event loop delay',
      description:
        'How late the event loop runs what is due, at the 50th and 99th percentile. Every request waits that long.',
      unit: 's',
      queries: [
        query(`nodejs_eventloop_lag_p99_seconds{${WEBAPP}}`, '{{pod}}, p99'),
        query(`max(nodejs_eventloop_lag_p50_seconds{${WEBAPP}})`, 'slowest pod, p50'),
      ],
      alerts: ['WebappEventLoopLagHigh'],
      threshold: EVENT_LOOP_LAG_SECONDS,
    }),
    timeseriesPanel({
      title: 'Memory',
      description: 'Resident memory of each pod, the container’s limit that it counts against, and the largest heap.',
      unit: 'bytes',
      queries: [
        query(`process_resident_memory_bytes{${WEBAPP}}`, '{{pod}}'),
        query(`max(nodejs_heap_size_used_bytes{${WEBAPP}})`, 'largest heap'),
        memoryLimit('webapp', `process_resident_memory_bytes{${WEBAPP}}`),
      ],
      alerts: ['WebappMemoryNearLimit'],
    }),
    timeseriesPanel({
      title: 'CPU',
      description:
        'Share of a core that each pod uses. It can hardly use more than one: JavaScript runs on one thread.',
      unit: 'percentunit',
      queries: [query(`rate(process_cpu_seconds_total{${WEBAPP}}${RATE})`, '{{pod}}')],
    }),
    timeseriesPanel({
      title: 'Garbage collection',
      description: 'Share of the time that goes into garbage collection, by kind, in the pod that is worst off.',
      unit: 'percentunit',
      queries: [query(`max by (kind) (rate(nodejs_gc_duration_seconds_sum{${WEBAPP}}${RATE}))`, '{{kind}}')],
    }),
    timeseriesPanel({
      title: 'Open connections',
      description: 'TCP connections of each pod, of clients and to Redis. A steady rise is a leak.',
      unit: 'none',
      decimals: 0,
      queries: [query(`nodejs_active_resources{${WEBAPP},type="TCPSocketWrap"}`, '{{pod}}')],
    }),
    timeseriesPanel({
      title: 'Uptime',
      description: 'Age of each process. A saw-tooth means restarts.',
      unit: 's',
      queries: [query(`time() - process_start_time_seconds{${WEBAPP}}`, '{{pod}}')],
      alerts: ['WebappRestarting'],
    }),
    timeseriesPanel({
      title: 'Age of secrets in use',
      description:
        'Since when each pod has used what its files with secrets hold. A pod that stays behind after a rotation has not read the change yet, or can’t use it.',
      unit: 's',
      queries: [query(`time() - webapp_secret_file_read_timestamp_seconds{${WEBAPP}}`, '{{pod}}, {{file}}')],
      alerts: ['WebappSecretInvalid'],
    }),
  ];
}
