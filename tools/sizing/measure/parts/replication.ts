/** The replication stream: its size, what each replica costs the primary, and what replicas that stand still make it keep. */
import type { Capacity, ReplicationCost } from '../../model/measurements';
import { jsonText } from '../load';
import { RedisNode, randomBelow, upTo } from '../redis-node';
import type { Measured } from '../results';

const SIZES = [64, 1024, 16384];
const ITEMS = 1000;
const REPLICAS = 6;
/** As many writes as one pass of Redis' event loop finds when it isn't overloaded: each pass sends to each replica once. */
const AT_ONCE = 4;
/** Long enough for processor time, which is counted in steps of 10 ms. */
const WRITES = 40_000;
const MAX_BYTES = 400e6;
/** What stopped replicas miss; more would take longer and show the same. */
const MISSED_BYTES = 64 * 2 ** 20;
/** Small, so that what is kept for the replicas shows beside it; without a bound on what a replica may be owed. */
const OPTIONS = ['--repl-backlog-size', '1mb', '--client-output-buffer-limit', 'replica 0 0 0', '--appendonly', 'no'];

export async function measureReplication(folder: string): Promise<Measured<Capacity['replication']>> {
  const sizes: ReplicationCost[] = [];
  const one = await withReplicas(folder, 1, async (primary) => costs(primary));
  const many = await withReplicas(folder, REPLICAS, async (primary) => costs(primary));
  for (const [at, itemBytes] of SIZES.entries()) {
    const [few, all] = [one[at], many[at]] as [Cost, Cost];
    const microsPerReplica = Math.max(0, (all.micros - few.micros) / (REPLICAS - 1));
    sizes.push({ itemBytes, streamBytes: few.bytes, microsPerReplica });
  }
  const bufferRatio = {
    one: await withReplicas(folder, 1, keptFor),
    three: await withReplicas(folder, 3, keptFor),
  };
  return { sizes, bufferRatio };
}

// --- internal ---

interface Cost {
  micros: number;
  bytes: number;
}

async function withReplicas<T>(
  folder: string,
  count: number,
  work: (primary: RedisNode, replicas: RedisNode[]) => Promise<T>,
): Promise<T> {
  const primary = await RedisNode.start(folder, { core: 0, args: OPTIONS });
  const replicas: RedisNode[] = [];
  try {
    for (let at = 0; at < count; at += 1)
      replicas.push(await RedisNode.start(folder, { source: primary, args: ['--appendonly', 'no'] }));
    for (const replica of replicas) await replica.until(/^master_link_status:up/m);
    return await work(primary, replicas);
  } finally {
    for (const replica of replicas) await replica.stop();
    await primary.stop();
  }
}

async function costs(primary: RedisNode): Promise<Cost[]> {
  const found: Cost[] = [];
  for (const itemBytes of SIZES) {
    const value = jsonText(itemBytes);
    await primary.client.flushall();
    await primary.write(upTo(ITEMS), value);
    const writes = Math.min(WRITES, Math.round(MAX_BYTES / itemBytes));
    const before = { cpu: primary.cpuMicros, offset: await primary.info('master_repl_offset') };
    await primary.write(upTo(writes, ITEMS), value, { atOnce: AT_ONCE });
    const micros = (primary.cpuMicros - before.cpu) / writes;
    found.push({ micros, bytes: ((await primary.info('master_repl_offset')) - before.offset) / writes });
  }
  return found;
}

/** Growth of the primary's memory for each byte that stopped replicas miss. */
async function keptFor(primary: RedisNode, replicas: RedisNode[]): Promise<number> {
  const value = jsonText(1024);
  await primary.write(randomBelow(ITEMS, 5 * ITEMS), value);
  for (const replica of replicas) replica.freeze();
  const before = { memory: await primary.info('used_memory'), offset: await primary.info('master_repl_offset') };
  let missed = 0;
  while (missed < MISSED_BYTES) {
    await primary.write(randomBelow(ITEMS, ITEMS), value);
    missed = (await primary.info('master_repl_offset')) - before.offset;
  }
  return ((await primary.info('used_memory')) - before.memory) / missed;
}
