import { type Rule, warning } from '../../rules/rule';
import type { Words } from '../../rules/wording';

const WORDS = {
  noReplicas: {
    message: 'redis.replica.replicaCount is 0: every read goes to the primary',
    fix: 'set it to 1 or more, or, if one Redis is enough, redis.architecture to standalone',
  },
} as const satisfies Words;

const COUNT = 'redis.replica.replicaCount';

export const replicaReads: Rule<'replica-reads'> = {
  name: 'replica-reads',
  what: 'There are no replicas to read from.',
  why: 'Without replicas every read goes to the primary: it carries the whole load, and while it is away no read succeeds.',
  example: {
    wrong: 'redis: { replica: { replicaCount: 0 } }',
    right: 'redis: { replica: { replicaCount: 2 } }',
  },
  check(values) {
    const replicated = values.on('redis.enabled') && values.text('redis.architecture') === 'replication';
    if (!values.on('webapp.enabled') || !replicated || values.number(COUNT) !== 0) return [];
    return [warning([COUNT, 'redis.architecture'], WORDS.noReplicas)];
  },
};
