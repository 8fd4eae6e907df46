/** How large the tree of a chart's keys may become. */
import type { KeyNode } from '../subcharts/key-tree';

export interface Room {
  /** So many keys may still be made. */
  left: number;
  /** So many levels are made of what templates ask for, below what has a default. */
  levels: number;
}

/**
 * Templates that call themselves for what is in a map ask for the same keys at each level, so that the paths multiply: of those that no
 * default has, fewer levels are kept then.
 */
export function boundedTree(make: (room: Room) => KeyNode): KeyNode {
  for (const levels of [24, 12, 8, 6, 4, 3, 2]) {
    try {
      return make({ left: MAX_NODES, levels });
    } catch (error) {
      if (error !== TOO_MANY) throw error;
    }
  }
  return make({ left: Infinity, levels: 1 });
}

/** Each key that is made takes some. */
export function takeRoom(room: Room): void {
  if (--room.left < 0) throw TOO_MANY;
}

// --- internal ---

/** The largest public charts have a quarter of it. */
const MAX_NODES = 150_000;
const TOO_MANY = new Error('more keys than a chart has');
