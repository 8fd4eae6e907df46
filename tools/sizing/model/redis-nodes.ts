/** Redis' nodes by processor and network: how many replicas, and what one primary can take. */
import { cpuQuantity, figure } from './amount-text';
import { allow } from './headroom';
import type { Load } from './load';
import { type Part, type Refusal, recommend } from './recommendation';
import { podsFor } from './spread';

/** What the values' schema allows. */
const MAX_REPLICAS = 100;

export interface RedisNodesPart extends Part {
  replicas: number;
}

export function planRedisNodes(load: Load): RedisNodesPart {
  const { requirements, micros, reads, writes } = load;
  const maxUtilization = allow('redisUtilization');
  const readCores = (reads * micros.redisRead) / 1e6;
  const applyCores = (writes * micros.redisApply) / 1e6;
  const needed = replicasNeeded(load, readCores, applyCores);
  const replicas = podsFor(needed, { ...requirements, failures: load.failures });
  const primaryCores = primaryCoresWith(load, replicas);
  const primary = `${figure(micros.redisWrite)} µs of a core for a write, ${figure(micros.perReplica)} µs for each further replica`;
  const replica = `${figure(micros.redisRead)} µs of a core for a read, ${figure(micros.redisApply)} µs to apply a write`;
  const cpu = (cores: number) => cpuQuantity(Math.min(1, Math.max(allow('leastCpu'), cores / maxUtilization)));
  const serve = needed === 1 ? 'One replica serves' : `${needed} replicas serve`;
  const use = `at ${figure(maxUtilization * 100)} % use`;
  const loads = ['writes', 'itemBytes', 'growthPercent'] as const;
  return {
    replicas,
    refusals: refuse(load, replicas, primaryCores, applyCores),
    recommendations: [
      recommend(
        'redis.replica.replicaCount',
        replicas,
        `${serve} the reads${load.failures > 0 ? '; the others may be lost' : ''}.`,
        ['reads', ...loads, 'failures', 'nodeBandwidth'],
        replica,
      ),
      recommend(
        'redis.master.resources.requests.cpu',
        cpu(primaryCores),
        `The writes and their replication, ${use}: commands run one after the other.`,
        loads,
        primary,
      ),
      recommend(
        'redis.replica.resources.requests.cpu',
        cpu(readCores + applyCores),
        `Its share of the reads, and every write, ${use}.`,
        ['reads', ...loads],
        replica,
      ),
    ],
  };
}

// --- internal ---

/** Replicas that serve the reads, without any to spare; Infinity when applying the writes takes a whole one. */
function replicasNeeded({ reads, requirements }: Load, readCores: number, applyCores: number): number {
  const free = allow('redisUtilization') - applyCores;
  if (free <= 0) return Number.POSITIVE_INFINITY;
  const byNetwork = (reads * requirements.itemBytes) / (requirements.nodeBandwidth * allow('networkUtilization'));
  return Math.max(1, Math.ceil(Math.max(readCores / free, byNetwork) - 1e-9));
}

/** The measured write includes one replica. */
function primaryCoresWith({ writes, micros }: Load, replicas: number): number {
  return (writes * (micros.redisWrite + Math.max(0, replicas - 1) * micros.perReplica)) / 1e6;
}

function refuse(load: Load, replicas: number, primaryCores: number, applyCores: number): Refusal[] {
  const { requirements, micros, writes, streamBytesPerSecond } = load;
  const maxUtilization = allow('redisUtilization');
  // A requirement for zones that can't be lost is refused with the web app.
  if (requirements.zones > 1 && load.failures >= requirements.zones) return [];
  const growth = writes > 0 ? requirements.writes / writes : 1;
  const refusals: Refusal[] = [];
  // Even a single replica: then the replicas aren't the reason.
  if (primaryCoresWith(load, 1) > maxUtilization || applyCores >= maxUtilization) {
    const cost = Math.max(micros.redisWrite, micros.redisApply);
    refusals.push({
      part: 'Redis primary',
      message: `one primary takes ${figure(((maxUtilization * 1e6) / cost) * growth)} writes/s of this size (${figure(maxUtilization * 100)} % of a core at ${figure(cost)} µs each${growthNote(requirements.growthPercent)}); ${figure(requirements.writes)} are required`,
      fix: 'lower --writes, or spread the items over several releases: one release has one primary',
    });
    return refusals;
  }
  if (replicas > MAX_REPLICAS) {
    refusals.push({
      part: 'Redis replicas',
      message: `the reads take ${Number.isFinite(replicas) ? figure(replicas) : 'more'} replicas; the chart allows ${MAX_REPLICAS}`,
      fix: 'lower --reads or --item-bytes, raise --node-bandwidth, or spread the items over several releases',
    });
  }
  if (primaryCores > maxUtilization) {
    refusals.push({
      part: 'Redis primary',
      message: `sending every write to ${figure(replicas)} replicas takes ${figure(primaryCores * 100)} % of the primary’s core; ${figure(maxUtilization * 100)} % may be used`,
      fix: 'lower --reads or --failures (fewer replicas), or --writes',
    });
  }
  const sent = streamBytesPerSecond * replicas;
  const free = requirements.nodeBandwidth * allow('networkUtilization');
  if (sent > free) {
    refusals.push({
      part: 'replication bandwidth of the Redis primary',
      message: `${figure(streamBytesPerSecond / 1e6)} MB/s of writes to ${figure(replicas)} replicas are ${figure(sent / 1e6)} MB/s; the primary may send ${figure(free / 1e6)} MB/s (half of --node-bandwidth)`,
      fix: 'lower --reads or --failures (fewer replicas), --writes or --item-bytes, or raise --node-bandwidth',
    });
  }
  return refusals;
}

const growthNote = (percent: number) => (percent === 0 ? '' : `, and ${figure(percent)} % are kept for growth`);
