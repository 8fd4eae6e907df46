/**
 * Cuts pods off from each other, connections that are open included: NetworkPolicies let those go on where the network plugin tracks them.
 *
 * An nft table of its own on the node drops what the pods send to each other before any other rule sees it. Deleting the table
 * heals. It works where pod traffic is routed by the node, as kubelet's own and most simple plugins do.
 */
import { StackError } from '../../../tools/deploy/errors';
import { eventually } from '../eventually';
import type { ClusterNode } from './node';
import type { Pod } from './topology';

const TABLE = 'tme1crv_faults';

/**
 * Cuts some pods off from others, in both directions.
 * @returns heals it; may be called again
 * @throws StackError when a pod has no address, or the node has no nft
 */
export async function cutOff(
  node: ClusterNode,
  some: readonly Pod[],
  others: readonly Pod[],
): Promise<() => Promise<void>> {
  await node.run(CUT, [TABLE, addresses(some), addresses(others)]);
  return async () => {
    await node.run('nft delete table inet "$1" 2>/dev/null || true', [TABLE]);
  };
}

/** Whether the cut has dropped anything since it was made: one that drops nothing cuts nothing. */
export async function hasDropped(node: ClusterNode): Promise<boolean> {
  const rules = await node.run('nft list table inet "$1"', [TABLE]);
  return /packets [1-9]/.test(rules);
}

/** Waits until the cut has taken effect. @throws StackError when nothing was dropped for 10 s */
export function cutting(node: ClusterNode, signal: AbortSignal): Promise<void> {
  return eventually(() => hasDropped(node), { what: 'the cut to drop packets', timeoutMs: 10_000, signal });
}

// --- internal ---

const CUT = `
nft delete table inet "$1" 2>/dev/null || true
nft -f - <<END
table inet $1 {
  chain cut {
    type filter hook forward priority -10; policy accept;
    ip saddr { $2 } ip daddr { $3 } counter drop
    ip saddr { $3 } ip daddr { $2 } counter drop
  }
}
END`;

function addresses(pods: readonly Pod[]): string {
  return pods
    .map(({ metadata, status }) => {
      if (!/^[\d.]+$/.test(status.podIP ?? '')) throw new StackError(`pod ${metadata.name} has no IPv4 address`);
      return status.podIP;
    })
    .join(', ');
}
