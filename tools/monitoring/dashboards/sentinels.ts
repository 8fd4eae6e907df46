/** The Sentinels, in releases that have them; elsewhere these panels say that there are none. */
import { query, REDIS_SENTINEL, tablePanel, timeseriesPanel, UP_OR_DOWN } from './common';
import type { Row } from './layout';

const NONE = 'This release has no Sentinels.';

export function sentinels(): Row {
  return {
    title: 'Sentinels',
    panels: [
      tablePanel({
        title: 'Primary by Sentinel',
        description:
          'The address that each Sentinel gives to clients who ask for the primary. All have to name the same.',
        unit: 'none',
        queries: [query(`redis_sentinel_master_status{${REDIS_SENTINEL}}`, '')],
        alerts: ['RedisSentinelsDisagree'],
      })
        .noValue(NONE)
        .withTransformation({ id: 'filterFieldsByName', options: { include: { names: Object.keys(COLUMNS) } } })
        .withTransformation({
          id: 'organize',
          options: {
            excludeByName: {},
            indexByName: Object.fromEntries(Object.keys(COLUMNS).map((name, index) => [name, index])),
            renameByName: COLUMNS,
          },
        }),
      timeseriesPanel({
        title: 'Quorum',
        description:
          'Whether a Sentinel sees enough others for a failover. While none does, a primary that is lost stays lost.',
        unit: 'none',
        max: 1,
        decimals: 0,
        states: { 0: { text: 'too few', color: 'red' }, 1: { text: 'ok', color: 'green' } },
        queries: [query(`min by (pod) (redis_sentinel_master_ckquorum_status{${REDIS_SENTINEL}})`, '{{pod}}')],
        alerts: ['RedisSentinelQuorumLost'],
      }).noValue(NONE),
      timeseriesPanel({
        title: 'Sentinels that act',
        description:
          'Down while a Sentinel is away, or in tilt mode: then its clock jumps, and it only watches for 30 s.',
        unit: 'none',
        max: 1,
        decimals: 0,
        states: UP_OR_DOWN,
        queries: [
          query(
            `min by (pod) (redis_sentinel_tilt{${REDIS_SENTINEL}} == bool 0 or redis_up{${REDIS_SENTINEL}})`,
            '{{pod}}',
          ),
        ],
        alerts: ['RedisSentinelDown', 'RedisSentinelTilt'],
      }).noValue(NONE),
    ],
  };
}

// --- internal ---

const COLUMNS = { pod: 'Sentinel', master_address: 'primary', master_status: 'state' };
