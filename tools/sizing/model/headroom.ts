/** What the plan assumes beyond its measurements, each with its reason. docs/capacity.md shows them as a table. */

interface Headroom {
  value: number;
  unit: string;
  why: string;
}

const headroom = (value: number, unit: string, why: string): Headroom => ({ value, unit, why });

export const HEADROOM = {
  webappUtilization: headroom(
    0.65,
    'of a core',
    'A single-threaded server queues from there on: at 65 % a request waits about twice the time it takes. Also the target of the autoscaler.',
  ),
  redisUtilization: headroom(
    0.6,
    'of a core',
    'Redis runs commands one after the other; the rest is for pages, sweeps, full copies and for processors slower than the measured one.',
  ),
  networkUtilization: headroom(
    0.5,
    'of a node',
    'The other half is for full copies, other pods on the node and protocol headers.',
  ),
  leastCpu: headroom(0.1, 'cores', 'A pod that requests less starts slowly beside busy neighbours.'),
  webappMemory: headroom(1.25, 'times', 'The measured peak lasted seconds; what piles up over days is unknown.'),
  leastWebappLimit: headroom(
    384 * 2 ** 20,
    'bytes',
    'The chart’s default: pages, batches and slow clients, which were not in the measured load, need it.',
  ),
  webappInFlightSeconds: headroom(
    0.25,
    'seconds',
    'How long a request is in flight, with clients that are slow to take its response: the SLOs’ slowest bucket.',
  ),
  maxWebappInFlight: headroom(900, 'requests', 'One pod serves as many connections at once; so many were measured.'),
  itemMemory: headroom(
    1.1,
    'times',
    'The image holds a newer Redis than the measured one, and hash tables are held twice while they grow.',
  ),
  redisOwnMemory: headroom(16 * 2 ** 20, 'bytes', 'Redis itself, its connections and their buffers.'),
  fragmentation: headroom(1.1, 'times', 'Resident beside used memory after items of many sizes came and went.'),
  maxmemoryShare: headroom(
    0.75,
    'of the limit',
    'Rule `redis-memory`: a quarter stays for a fork and for output buffers.',
  ),
  leastBacklog: headroom(16 * 2 ** 20, 'bytes', 'The chart’s default.'),
  backlogSeconds: headroom(60, 'seconds', 'A replica that was cut off for this long goes on without a full copy.'),
  leastReplicaBuffer: headroom(32 * 2 ** 20, 'bytes', 'A write of the largest item to several replicas at once.'),
  replicaBuffer: headroom(
    2,
    'times',
    'What is written during a full copy, if the copy takes twice as long as measured.',
  ),
  fileGrowth: headroom(
    1,
    'times',
    'Redis rewrites the append-only file once it has doubled (auto-aof-rewrite-percentage 100).',
  ),
  leastFile: headroom(64 * 2 ** 20, 'bytes', 'A file smaller than this isn’t rewritten (auto-aof-rewrite-min-size).'),
  volumeShare: headroom(
    0.8,
    'of a volume',
    'The rest is for the file system, and for Prometheus’ compaction (its documentation: 80 to 85 %).',
  ),
  restartSeconds: headroom(
    60,
    'seconds',
    'Until a primary’s pod that was lost is scheduled, has its volume and starts. Not measured: it takes a cluster.',
  ),
  downtimeShare: headroom(
    0.5,
    'of the budget',
    'The other half of the time that the requirement allows is for everything but the primary.',
  ),
  series: headroom(1.25, 'times', 'Series of pods that were replaced stay in the head for up to three hours.'),
  blockCount: headroom(
    24,
    'blocks',
    'Each holds an index of its series: ten of a tenth of the retention, and the last day’s small ones.',
  ),
  walHours: headroom(3, 'hours', 'What the write-ahead log covers at most before the head is written to a block.'),
  prometheusDisk: headroom(1.25, 'times', 'Samples that compress worse than those of an idle stack.'),
  prometheusMemory: headroom(
    3,
    'times',
    'The measured series were minutes old: hours of samples, and queries, rules and compaction, take twice as much again.',
  ),
  prometheusMemoryLimit: headroom(2, 'times the request', 'A dashboard over the whole retention must not end it.'),
} as const satisfies Record<string, Headroom>;

/** The figure of a headroom. */
export function allow(name: keyof typeof HEADROOM): number {
  return HEADROOM[name].value;
}
