import {
  COMMON,
  last,
  replicas,
  type ServerConfiguration,
  type Setting,
  serversOf,
  textOf,
} from '../redis-conf/effective';
import { fill, TEMPLATE_WORDING, WORDING } from './messages';
import type { Rule } from './rule';

/** All items are only a cache. */
const CONSENT = 'workload.allowEviction';

export const redisPersistence: Rule = {
  name: 'redis-persistence',
  why: 'A primary that writes nothing to its volume restarts empty, and its replicas copy that; one that writes snapshots alone loses what came after the last.',
  inChart: true,
  check(values) {
    const primary = serversOf(values).find(({ role }) => role === 'master');
    if (!primary || values.get('redis.master.persistence.enabled') === false) return [];
    const log = last(primary, 'appendonly');
    if (!writesNoLog(primary, log)) return [];
    const snapshots = takesSnapshots(primary);
    if (snapshots === undefined) return [];
    const paths = [log?.source ?? COMMON];
    if (snapshots && values.on(CONSENT)) return [];
    if (snapshots) return [{ severity: 'warning', paths, ...fill(WORDING.redisSnapshotsOnly) }];
    return replicas(values) > 0
      ? [{ severity: 'error', paths, ...fill(TEMPLATE_WORDING.redisForgets) }]
      : [{ severity: 'warning', paths, ...fill(WORDING.redisForgetsAlone) }];
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
