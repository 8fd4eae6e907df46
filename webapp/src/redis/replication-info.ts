/** What `INFO replication` says about a node: its role, its history (replication ids) and how far it has come (offset). */

export interface ReplicationInfo {
  readonly role: 'master' | 'slave';
  /** Id of the history that the node is on. */
  readonly replid: string;
  /** Id of the history that it was on before its last switch; zeros when there was none. */
  readonly replid2: string;
  /** The former history is shared below this offset; -1 when there was none. */
  readonly secondOffset: number;
  /** Bytes of history the node holds: what a master has written, what a replica has applied. */
  readonly offset: number;
  /** Whether a replica is connected to its master and in step; true for a master. */
  readonly linkUp: boolean;
}

/**
 * Reads the reply to `INFO replication`.
 *
 * @throws Error when it lacks what every Redis since 4.0 reports
 */
export function parseReplicationInfo(reply: string): ReplicationInfo {
  const role = field(reply, 'role');
  if (role !== 'master' && role !== 'slave') throw new Error('INFO replication: names no role');
  const replid = field(reply, 'master_replid');
  const offset = Number(field(reply, role === 'master' ? 'master_repl_offset' : 'slave_repl_offset'));
  if (replid === undefined || !Number.isSafeInteger(offset)) {
    throw new Error('INFO replication: names no replication id or offset; Redis 4.0 or newer is needed');
  }
  return {
    role,
    replid,
    replid2: field(reply, 'master_replid2') ?? '',
    secondOffset: Number(field(reply, 'second_repl_offset') ?? -1),
    offset,
    linkUp: role === 'master' || field(reply, 'master_link_status') === 'up',
  };
}

// --- internal ---

// Lines are `name:value\r\n`; the leading line break keeps `offset` from matching `second_repl_offset`.
function field(reply: string, name: string): string | undefined {
  const key = `\n${name}:`;
  const start = reply.indexOf(key);
  if (start < 0) return undefined;
  const end = reply.indexOf('\r', start);
  return reply.slice(start + key.length, end < 0 ? undefined : end);
}
