/** The backups, in releases that take them; elsewhere the panel says that there are none. */
import { query, timeseriesPanel } from './common';
import type { Row } from './layout';

const NONE = 'This release takes no backups.';
const OF_RELEASE = 'namespace="$namespace",release="$release"';

export function backups(): Row {
  return {
    title: 'Backups',
    panels: [
      timeseriesPanel({
        title: 'Age of the last good backup',
        description: 'Falls to nothing with each good backup. Above two periods of the schedule an alert fires.',
        unit: 's',
        queries: [
          query(`tme1crv:backup_age:seconds{${OF_RELEASE}}`, 'age'),
          query(`2 * tme1crv:backup_period:seconds{${OF_RELEASE}}`, 'two periods'),
        ],
        alerts: ['RedisBackupOld'],
      }).noValue(NONE),
    ],
  };
}
