/** A value that the plan chose, and where it comes from. */
import type { Json } from '../../values/json';
import type { Requirements } from './requirements';

export interface Recommendation {
  /** Dotted path in the values. */
  path: string;
  /** A line of that value instead of all of it: a directive of redis.conf. */
  directive?: string;
  value: Json;
  /** For the comment above it: a sentence. */
  why: string;
  /** The requirements that it follows from. */
  from: readonly (keyof Requirements)[];
  /** The measured figures in it, in words; empty when there are none. */
  measured: string;
}

/** @param measured nothing that was measured, unless said */
export function recommend(
  path: string,
  value: Json,
  why: string,
  from: Recommendation['from'],
  measured = '',
): Recommendation {
  return { path, value, why, from, measured };
}

/** Why a requirement can't be fulfilled. */
export interface Refusal {
  /** The part that is the limit. */
  part: string;
  message: string;
  fix: string;
}

/** What one part of the stack gets. */
export interface Part {
  recommendations: Recommendation[];
  refusals: Refusal[];
}
