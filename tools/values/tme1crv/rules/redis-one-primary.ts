import { error, type Rule, type Violation } from '../../rules/rule';
import type { Words } from '../../rules/wording';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisMasterCount: {
    message:
      'redis.master.count is %v: several primaries share no data with each other, and without one every write gets 503',
    fix: 'set it to 1',
  },
  redisExternalMaster: {
    message:
      'redis.replica.externalMaster.enabled is true: replicas would copy another Redis than the one that the web app writes to',
    fix: 'set it to false',
  },
} as const satisfies Words;

const COUNT = 'redis.master.count';
const EXTERNAL = 'redis.replica.externalMaster.enabled';

export const redisOnePrimary: Rule<'redis-one-primary'> = {
  name: 'redis-one-primary',
  what: 'There would be several primaries, or none in this release.',
  why: 'The web app writes through one Service: behind several primaries each would keep some of the items, behind none no write succeeds.',
  example: {
    wrong: 'redis: { master: { count: 2 } }',
    right: 'redis: { master: { count: 1 } }',
  },
  inChart: IN_CHART,
  check(values) {
    if (!values.on('redis.enabled')) return [];
    const found: Violation[] = [];
    const count = values.number(COUNT) ?? 1;
    if (count !== 1) found.push(error([COUNT], IN_CHART.redisMasterCount, count));
    if (values.on(EXTERNAL)) found.push(error([EXTERNAL], IN_CHART.redisExternalMaster));
    return found;
  },
};
