import { last, serversOf, textOf } from '../redis-conf/effective';
import { fill, TEMPLATE_WORDING } from './messages';
import { distinct, type Rule, type Violation } from './rule';

const CONSENT = 'workload.allowEviction';

export const redisEviction: Rule = {
  name: 'redis-eviction',
  why: 'An allkeys policy deletes items that were written without an expiry, and nobody is told.',
  inChart: true,
  check(values) {
    if (values.on(CONSENT)) return [];
    const found = serversOf(values).flatMap((server): Violation[] => {
      const setting = last(server, 'maxmemory-policy');
      const policy = textOf(setting);
      if (!setting || !policy?.toLowerCase().startsWith('allkeys-')) return [];
      const paths = [setting.source, CONSENT];
      return [{ severity: 'error', paths, ...fill(TEMPLATE_WORDING.redisEviction, policy, setting.source) }];
    });
    return distinct(found);
  },
};
