import { error, type Rule, warning } from '../../rules/rule';
import type { Words } from '../../rules/wording';
import { last, replicas, serversOf, textOf } from '../redis-conf/effective';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisWriteQuorum: {
    message:
      'min-replicas-to-write %d in %s is above the number of replicas (%d): the primary would refuse every write',
    fix: 'lower it below redis.replica.replicaCount',
  },
} as const satisfies Words;

const WORDS = {
  redisWriteQuorumTight: {
    message:
      'min-replicas-to-write %d in %s is the number of replicas (%d): while one of them restarts, every write gets 503',
    fix: 'lower it by one',
  },
} as const satisfies Words;

const DIRECTIVE = 'min-replicas-to-write';

export const redisWriteQuorum: Rule<'redis-write-quorum'> = {
  name: 'redis-write-quorum',
  what: 'The primary waits for more replicas than there are.',
  why: 'A primary that waits for more replicas than there are refuses every write.',
  example: {
    wrong: 'redis: { master: { configuration: "min-replicas-to-write 5" } }',
    right: 'redis: { master: { configuration: "min-replicas-to-write 1" } }',
  },
  inChart: IN_CHART,
  check(values) {
    const primary = serversOf(values).find(({ role }) => role === 'master');
    const setting = primary && last(primary, DIRECTIVE);
    // With a lag of 0 Redis doesn't ask for replicas at all.
    if (!setting || textOf(last(primary, 'min-replicas-max-lag')) === '0') return [];
    const asked = Number(textOf(setting));
    const there = replicas(values);
    const paths = [setting.source, 'redis.replica.replicaCount'];
    if (asked > there) return [error(paths, IN_CHART.redisWriteQuorum, asked, setting.source, there)];
    if (asked > 0 && asked === there)
      return [warning(paths, WORDS.redisWriteQuorumTight, asked, setting.source, there)];
    return [];
  },
};
