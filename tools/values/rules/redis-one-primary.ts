import { fill, TEMPLATE_WORDING } from './messages';
import type { Rule, Violation } from './rule';

const COUNT = 'redis.master.count';
const EXTERNAL = 'redis.replica.externalMaster.enabled';

export const redisOnePrimary: Rule = {
  name: 'redis-one-primary',
  why: 'The web app writes through one Service: behind several primaries each would keep some of the items, behind none no write succeeds.',
  inChart: true,
  check(values) {
    if (!values.on('redis.enabled')) return [];
    const found: Violation[] = [];
    const count = values.number(COUNT) ?? 1;
    if (count !== 1)
      found.push({ severity: 'error', paths: [COUNT], ...fill(TEMPLATE_WORDING.redisMasterCount, count) });
    if (values.on(EXTERNAL))
      found.push({ severity: 'error', paths: [EXTERNAL], ...fill(TEMPLATE_WORDING.redisExternalMaster) });
    return found;
  },
};
