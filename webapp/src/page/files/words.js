/** What the state of Redis, as `/readyz` has it, means in words. */

/** @typedef {import('../../redis/redis-store').RedisStatus} RedisStatus */
/** @typedef {import('../../redis/redis-store').NodeStatus} NodeStatus */
/** @typedef {import('../../redis/sentinels').SentinelsStatus} SentinelsStatus */
/** @typedef {{ status: string, reason?: string, wayOut?: string, redis: RedisStatus }} Health */
/** @typedef {{ title: string, place: string, good: boolean, badge: string, facts: [string, string][] }} Card */

/**
 * Everything in one sentence or two, for those who read no further.
 *
 * @param {Health} health
 * @returns {string}
 */
export function summaryOf({ status, reason, redis }) {
  const start = status === 'ready' ? '' : `${capital(status)}${reason === undefined ? '' : ` (${reason})`}. `;
  const writes = takesWrites(redis) ? 'The primary takes writes.' : 'The primary is away: nothing can be written.';
  return `${start}${writes} ${readsIn(redis)}`;
}

/**
 * One card for each node, the primary first.
 *
 * @param {RedisStatus} redis
 * @returns {Card[]}
 */
export function cardsOf(redis) {
  const { primary, replicas, reads } = redis;
  const isWritable = takesWrites(redis);
  const primaryReads = reads?.servedBy === 'primary';
  const primaryCard = {
    title: 'Primary',
    place: primary.address === undefined ? primary.node : `${primary.node}, ${primary.address}`,
    good: isWritable,
    badge: isWritable ? `takes writes${primaryReads ? ' and reads' : ''}` : primaryReads ? 'takes reads only' : 'away',
    facts: connectionFacts(primary),
  };
  const replicaReads = primaryReads ? [] : (reads?.nodes ?? []);
  return [primaryCard, ...replicas.map((replica) => replicaCard(replica, replicaReads, reads?.servedBy))];
}

/**
 * @param {SentinelsStatus} sentinels
 * @returns {Card[]}
 */
export function sentinelCards({ sentinels }) {
  return sentinels.map(({ sentinel, reached, names, error }) => ({
    title: 'Sentinel',
    place: sentinel,
    good: reached,
    badge: reached ? 'can be reached' : 'can’t be reached',
    facts: [...fact('Names', names), ...fact('Error', error)],
  }));
}

/**
 * @param {SentinelsStatus} sentinels
 * @returns {string}
 */
export function agreementOf({ state, primary }) {
  const named = primary === undefined ? '' : ` Primary: ${primary}.`;
  return `${AGREEMENT[state]}${named}`;
}

/** @type {Record<SentinelsStatus['state'], string>} */
const AGREEMENT = {
  agreed: 'They agree on the primary.',
  alone: 'Only one can be reached. It is believed when that lasts.',
  disagreed: 'They name different primaries. The app waits until they agree.',
  unreachable: 'None can be reached. The primary that is known stays in use.',
};

/** @param {RedisStatus} redis */
function takesWrites({ primary }) {
  return primary.state === 'ready' && primary.role === 'master';
}

/** @param {RedisStatus} redis */
function readsIn({ reads, replicas }) {
  if (reads === undefined) return 'No node can be read.';
  if (reads.servedBy === 'primary') return 'No replica is fit, so reads go to the primary.';
  if (reads.servedBy === 'replica-stale') return 'Reads go to a replica and may be old.';
  const count = reads.nodes.length;
  return `Reads go to ${count} of ${replicas.length} ${replicas.length === 1 ? 'replica' : 'replicas'}.`;
}

/**
 * @param {NodeStatus} replica
 * @param {readonly string[]} readNodes replicas that get reads
 * @param {string | undefined} servedBy
 * @returns {Card}
 */
function replicaCard(replica, readNodes, servedBy) {
  const { node, role, linkUp, lagBytes, lagSeconds } = replica;
  const isRead = readNodes.includes(node);
  const isPrimary = role === 'master';
  return {
    title: 'Replica',
    place: node,
    good: isRead && servedBy === 'replica',
    badge: isRead ? (servedBy === 'replica' ? 'gets reads' : 'gets reads, may be old') : 'gets no reads',
    facts: [
      ...connectionFacts(replica),
      ...fact('Role', isPrimary ? 'a primary, so it isn’t read as a replica' : undefined),
      ...fact('Link to the primary', linkUp === undefined || isPrimary ? undefined : linkUp ? 'up' : 'down'),
      ...fact('Lag', lagText(lagBytes, lagSeconds)),
    ],
  };
}

/**
 * @param {NodeStatus} node
 * @returns {[string, string][]}
 */
function connectionFacts({ state, error, wayOut }) {
  return [['Connection', state], ...fact('Error', error), ...fact('Way out', wayOut)];
}

/**
 * @param {number | undefined} bytes
 * @param {number | undefined} seconds
 */
function lagText(bytes, seconds) {
  const texts = [
    ...(bytes === undefined ? [] : [`${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`]),
    ...(seconds === undefined ? [] : [`${seconds.toFixed(1)} s`]),
  ];
  return texts.length === 0 ? undefined : texts.join(', ');
}

/**
 * @param {string} name
 * @param {string | undefined} value
 * @returns {[string, string][]}
 */
function fact(name, value) {
  return value === undefined ? [] : [[name, value]];
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
