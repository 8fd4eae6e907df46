/** What the web app's processes take and how they fare. */
import { query, timeseriesPanel, WEBAPP } from './common';
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
        query(`nodejs_eventloop_lag_p99_seconds{${WEBAPP}}`, '{{pod}} p99'),
        query(`nodejs_eventloop_lag_p50_seconds{${WEBAPP}}`, '{{pod}} p50'),
      ],
      alert: 'WebappEventLoopLagHigh',
      threshold: EVENT_LOOP_LAG_SECONDS,
    }),
    timeseriesPanel({
      title: 'Memory',
      description: 'Resident memory of each pod, which counts against its limit, and the heap that is in use.',
      unit: 'bytes',
      queries: [
        query(`process_resident_memory_bytes{${WEBAPP}}`, '{{pod}} resident'),
        query(`nodejs_heap_size_used_bytes{${WEBAPP}}`, '{{pod}} heap'),
      ],
      alert: 'WebappMemoryNearLimit',
    }),
    timeseriesPanel({
      title: 'CPU',
      description: 'Cores in use. A pod can hardly use more than one: JavaScript runs on one thread.',
      unit: 'none',
      queries: [query(`rate(process_cpu_seconds_total{${WEBAPP}}${RATE})`, '{{pod}}')],
    }),
    timeseriesPanel({
      title: 'Garbage collection',
      description: 'Share of the time that goes into garbage collection, by kind.',
      unit: 'percentunit',
      queries: [
        query(`sum by (pod, kind) (rate(nodejs_gc_duration_seconds_sum{${WEBAPP}}${RATE}))`, '{{pod}} {{kind}}'),
      ],
    }),
    timeseriesPanel({
      title: 'Open handles',
      description: 'Sockets, timers and files that keep the process busy. A steady rise is a leak.',
      unit: 'none',
      queries: [query(`nodejs_active_handles_total{${WEBAPP}}`, '{{pod}}')],
    }),
    timeseriesPanel({
      title: 'Time since start',
      description: 'Age of each process. A saw-tooth means restarts.',
      unit: 's',
      queries: [query(`time() - process_start_time_seconds{${WEBAPP}}`, '{{pod}}')],
      alert: 'WebappRestarting',
    }),
  ];
}
