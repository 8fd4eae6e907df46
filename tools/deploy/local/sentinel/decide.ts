/** Who leads when the nodes start. */

export interface Candidate {
  leads: boolean;
  keys: number;
  /** When its files changed last, in ms since 1970. One clock serves all nodes here. */
  changedAt: number;
}

/**
 * Chooses the node to lead. The one that leads already; else the one that the Sentinels name, as a failover may have moved the
 * role; but none without a key while another one holds some: all would copy the emptiness. Then it is the one whose data was
 * written last. Without any data it is the first.
 * @param named the position of the node that the Sentinels name
 * @returns its position
 */
export function decide(nodes: readonly Candidate[], named: number | undefined): number {
  const all = nodes.map((node, position) => ({ ...node, position }));
  const leading = all.filter(({ leads }) => leads);
  const pool = leading.length > 0 ? leading : all;
  if (pool.length === 1 && pool[0] !== undefined) return pool[0].position;
  const holding = pool.filter(({ keys }) => keys > 0);
  const possible = holding.length > 0 ? holding : pool;
  const isNamed = possible.find(({ position }) => position === named);
  const newest = [...possible].sort((a, b) => b.changedAt - a.changedAt)[0];
  return (isNamed ?? (holding.length > 0 ? newest : possible[0]))?.position ?? 0;
}
