/** From requirements to values: every part is recommendations from its measured capacity, or the part that is the limit is named. */
import { checkAvailability } from './availability';
import { loadOf } from './load';
import type { Capacity } from './measurements';
import { planPrometheus } from './prometheus';
import type { Recommendation, Refusal } from './recommendation';
import { planRedisDisk } from './redis-disk';
import { planRedisMemory } from './redis-memory';
import { planRedisNodes } from './redis-nodes';
import type { Requirements } from './requirements';
import { planWebapp } from './webapp';
import { planZones } from './zones';

export interface Plan {
  recommendations: Recommendation[];
  /** Why it can't be done; the rest is of no use then. */
  refusals: Refusal[];
}

/** Sizes every part for these requirements. Pure: the same requirements and measurements give the same plan. */
export function makePlan(requirements: Requirements, capacity: Capacity): Plan {
  const load = loadOf(requirements, capacity);
  const webapp = planWebapp(load);
  const nodes = planRedisNodes(load);
  const memory = planRedisMemory(load);
  const refusals = [
    ...webapp.refusals,
    ...nodes.refusals,
    ...memory.refusals,
    ...checkAvailability(load, memory.dataBytes),
  ];
  if (refusals.length > 0) return { recommendations: [], refusals };
  const disk = planRedisDisk(load, memory.dataBytes);
  const prometheus = planPrometheus(load, webapp.pods, nodes.replicas);
  return {
    recommendations: [webapp, nodes, memory, disk, planZones(load), prometheus].flatMap((part) => part.recommendations),
    refusals,
  };
}
