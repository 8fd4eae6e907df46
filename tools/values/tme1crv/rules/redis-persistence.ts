import { error, type Rule, warning } from '../../rules/rule';
import type { Words } from '../../rules/wording';
import {
  COMMON,
  last,
  replicas,
  type ServerConfiguration,
  type Setting,
  serversOf,
  textOf,
} from '../redis-conf/effective';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisForgets: {
    message:
      'appendonly is no and no snapshot is taken while there are replicas: a primary that restarts empty makes its replicas empty too',
    fix: 'set appendonly to yes in redis.commonConfiguration',
  },
} as const satisfies Words;

const WORDS = {
  redisSnapshotsOnly: {
    message:
      'appendonly is no: a primary that restarts has lost what was written since its last snapshot, minutes or an hour; and switched on later, appendonly starts with an empty file beside the snapshot',
    fix: 'set appendonly to yes in redis.commonConfiguration before there is data',
  },
  redisForgetsAlone: {
    message: 'appendonly is no and no snapshot is taken: the volume stays empty, and a restart loses everything',
    fix: 'set appendonly to yes in redis.commonConfiguration, or, if all items are only a cache, redis.master.persistence.enabled to false',
  },
} as const satisfies Words;

/** All items are only a cache. */
const CONSENT = 'workload.allowEviction';

export const redisPersistence: Rule<'redis-persistence'> = {
  name: 'redis-persistence',
  what: 'Redis would write too little to its volume to survive a restart.',
  why: 'A primary that writes nothing to its volume restarts empty, and its replicas copy that; one that writes snapshots alone loses what came after the last.',
  example: {
    wrong: `redis: { commonConfiguration: "appendonly no\\nmaxmemory 192mb" }`,
    right: `redis: { commonConfiguration: "appendonly yes\\nmaxmemory 192mb" }`,
  },
  inChart: IN_CHART,
  check(values) {
    const primary = serversOf(values).find(({ role }) => role === 'master');
    if (!primary || values.get('redis.master.persistence.enabled') === false) return [];
    const log = last(primary, 'appendonly');
    if (!writesNoLog(primary, log)) return [];
    const snapshots = takesSnapshots(primary);
    if (snapshots === undefined) return [];
    const paths = [log?.source ?? COMMON];
    if (snapshots && values.on(CONSENT)) return [];
    if (snapshots) return [warning(paths, WORDS.redisSnapshotsOnly)];
    return replicas(values) > 0 ? [error(paths, IN_CHART.redisForgets)] : [warning(paths, WORDS.redisForgetsAlone)];
  },
};

// --- internal ---

/** Redis' own default is no. */
function writesNoLog({ complete }: ServerConfiguration, log: Setting | undefined): boolean {
  return log ? textOf(log)?.toLowerCase() === 'no' : complete;
}

/** Redis' own default is yes, until the first `save`; `save ""` takes back all before it. Undefined: can't be told. */
function takesSnapshots({ settings, complete }: ServerConfiguration): boolean | undefined {
  const latest = settings.findLast(({ name }) => name === 'save');
  if (!latest) return complete ? true : undefined;
  const points = textOf(latest);
  return points === undefined ? undefined : points !== '';
}
