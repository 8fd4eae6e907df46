import { last, replicas, serversOf, textOf } from '../redis-conf/effective';
import { fill, TEMPLATE_WORDING, WORDING } from './messages';
import type { Rule } from './rule';

const DIRECTIVE = 'min-replicas-to-write';

export const redisWriteQuorum: Rule = {
  name: 'redis-write-quorum',
  why: 'A primary that waits for more replicas than there are refuses every write.',
  inChart: true,
  check(values) {
    const primary = serversOf(values).find(({ role }) => role === 'master');
    const setting = primary && last(primary, DIRECTIVE);
    // With a lag of 0 Redis doesn't ask for replicas at all.
    if (!setting || textOf(last(primary, 'min-replicas-max-lag')) === '0') return [];
    const asked = Number(textOf(setting));
    const there = replicas(values);
    const paths = [setting.source, 'redis.replica.replicaCount'];
    if (asked > there)
      return [{ severity: 'error', paths, ...fill(TEMPLATE_WORDING.redisWriteQuorum, asked, setting.source, there) }];
    if (asked > 0 && asked === there)
      return [{ severity: 'warning', paths, ...fill(WORDING.redisWriteQuorumTight, asked, setting.source, there) }];
    return [];
  },
};
