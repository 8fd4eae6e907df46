import { error, type Rule, warning } from './rule';
import type { Words } from './wording';

const WORDS = {
  sentinelQuorum: {
    message:
      'redis.sentinel.quorum (%d) is above redis.replica.replicaCount (%d), the number of nodes: no failover ever',
    fix: 'lower the quorum to a majority of the nodes',
  },
  sentinelNodes: {
    message: 'Sentinel runs on %d nodes: with one of them gone no majority is left to start a failover',
    fix: 'set redis.replica.replicaCount to 3 or more',
  },
} as const satisfies Words;

const QUORUM = 'redis.sentinel.quorum';
const NODES = 'redis.replica.replicaCount';

/** The subchart's own default; ours says nothing about it. */
const DEFAULT_QUORUM = 2;
/** Whoever leads a failover needs the votes of a majority: with two nodes, both (https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/). */
const FEWEST_NODES = 3;

export const sentinelQuorum: Rule = {
  name: 'sentinel-quorum',
  why: 'More Sentinels than there are never agree, and without a majority none may start a failover: the primary stays away.',
  check(values) {
    const nodes = values.number(NODES);
    if (!values.on('redis.enabled') || !values.on('redis.sentinel.enabled') || nodes === undefined) return [];
    const quorum = values.number(QUORUM) ?? DEFAULT_QUORUM;
    const paths = [QUORUM, NODES, 'redis.sentinel.enabled'];
    if (quorum > nodes) return [error(paths, WORDS.sentinelQuorum, quorum, nodes)];
    if (nodes < FEWEST_NODES) {
      return [warning([NODES, ...paths], WORDS.sentinelNodes, nodes)];
    }
    return [];
  },
};
