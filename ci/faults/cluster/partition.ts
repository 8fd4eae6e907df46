/**
 * Cuts pods off from each other, connections that are open included: NetworkPolicies let those go on where the network plugin tracks them.
 *
 * An nft table of its own on the node drops what the pods send to each other before any other rule sees it. Deleting the table
 * heals. It works where pod traffic is routed by the node, as kubelet's own and most simple plugins do.
 */
import { StackError } from '../../../tools/deploy/errors';
import { eventually } from '../../cluster/eventually';
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
  return () => heal(node);
}

/**
 * Cuts a pod off from all pods but some, also from those that get another address meanwhile. Names can still be looked up.
 * @returns heals it; may be called again
 * @throws StackError when a pod has no address, or the node has no nft
 */
export async function isolate(node: ClusterNode, pod: Pod, spared: readonly Pod[]): Promise<() => Promise<void>> {
  await node.run(ISOLATE, [TABLE, addresses([pod]), addresses(spared)]);
  return () => heal(node);
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

/** A table with one chain, in place of a former one. The addresses are its second and third argument. */
const table = (rules: string) => `
nft delete table inet "$1" 2>/dev/null || true
nft -f - <<END
table inet $1 {
  chain cut {
    type filter hook forward priority -10; policy accept;
    ${rules}
  }
}
END`;

const CUT = table(`
    ip saddr { $2 } ip daddr { $3 } counter drop
    ip saddr { $3 } ip daddr { $2 } counter drop`);

const ISOLATE = table(`
    ip saddr { $2 } ip daddr { $3 } accept
    ip saddr { $3 } ip daddr { $2 } accept
    meta l4proto { tcp, udp } th dport 53 accept
    meta l4proto { tcp, udp } th sport 53 accept
    ip saddr { $2 } counter drop
    ip daddr { $2 } counter drop`);

async function heal(node: ClusterNode): Promise<void> {
  await node.run('nft delete table inet "$1" 2>/dev/null || true', [TABLE]);
}

function addresses(pods: readonly Pod[]): string {
  return pods
    .map(({ metadata, status }) => {
      if (!/^[\d.]+$/.test(status.podIP ?? '')) throw new StackError(`pod ${metadata.name} has no IPv4 address`);
      return status.podIP;
    })
    .join(', ');
}
