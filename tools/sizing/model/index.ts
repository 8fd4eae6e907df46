/** From wishes to values: every part is sized from its measured capacity, or the part that is the limit is named. */
import { checkAvailability } from './availability';
import { loadOf } from './load';
import type { Capacity } from './measurements';
import { planPrometheus } from './prometheus';
import { planRedisDisk } from './redis-disk';
import { planRedisMemory } from './redis-memory';
import { planRedisNodes } from './redis-nodes';
import type { Refusal, Sized } from './sized';
import { planWebapp } from './webapp';
import type { Wishes } from './wishes';
import { planZones } from './zones';

export interface Plan {
  sized: Sized[];
  /** Why it can't be done; the rest is of no use then. */
  refusals: Refusal[];
}

/** Sizes every part for these wishes. Pure: the same wishes and measurements give the same plan. */
export function makePlan(wishes: Wishes, capacity: Capacity): Plan {
  const load = loadOf(wishes, capacity);
  const webapp = planWebapp(load);
  const nodes = planRedisNodes(load);
  const memory = planRedisMemory(load);
  const refusals = [
    ...webapp.refusals,
    ...nodes.refusals,
    ...memory.refusals,
    ...checkAvailability(load, memory.dataBytes),
  ];
  if (refusals.length > 0) return { sized: [], refusals };
  const disk = planRedisDisk(load, memory.dataBytes);
  const prometheus = planPrometheus(load, webapp.pods, nodes.replicas);
  return { sized: [webapp, nodes, memory, disk, planZones(load), prometheus].flatMap((part) => part.sized), refusals };
}
