import { type Rule, warning } from '../../rules/rule';
import type { Words } from '../../rules/wording';
import { withSentinel } from '../redis-conf/effective';

const WORDS = {
  claimsDeleted: {
    message:
      '%s is Delete: `helm uninstall`, or a StatefulSet that is deleted to be made anew, deletes the volumes with all data',
    fix: 'leave it at Retain, and delete the claims by hand when nobody needs the data any more',
  },
} as const satisfies Words;

export const redisClaimRetention: Rule<'redis-claim-retention'> = {
  name: 'redis-claim-retention',
  what: "Redis' volumes would be deleted with the release.",
  why: "Redis' data outlives a release here, so that an uninstall by mistake, or an install under the same name, loses nothing.",
  example: {
    wrong: 'redis: { master: { persistentVolumeClaimRetentionPolicy: { enabled: true, whenDeleted: Delete } } }',
    right: 'redis: { master: { persistentVolumeClaimRetentionPolicy: { enabled: true, whenDeleted: Retain } } }',
  },
  check(values) {
    if (!values.on('redis.enabled')) return [];
    const all = values.withDefaults;
    // A replica's volume holds a copy. Of the nodes with Sentinel each may lead.
    const at = `redis.${withSentinel(values) ? 'sentinel' : 'master'}.persistentVolumeClaimRetentionPolicy`;
    const path = `${at}.whenDeleted`;
    return all.on(`${at}.enabled`) && all.get(path) === 'Delete' ? [warning([path], WORDS.claimsDeleted, path)] : [];
  },
};
