import { fill, WORDING } from './messages';
import type { Rule } from './rule';

const COUNT = 'redis.replica.replicaCount';

export const replicaReads: Rule = {
  name: 'replica-reads',
  why: 'Without replicas every read goes to the primary: it carries the whole load, and while it is away nothing answers.',
  check(values) {
    const replicated = values.on('redis.enabled') && values.text('redis.architecture') === 'replication';
    if (!values.on('webapp.enabled') || !replicated || values.number(COUNT) !== 0) return [];
    return [{ severity: 'warning', paths: [COUNT, 'redis.architecture'], ...fill(WORDING.noReplicas) }];
  },
};
