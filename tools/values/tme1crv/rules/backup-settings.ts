import { error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { isTimeZone, SCHEDULE_FIELDS, scheduleProblem } from '../../text/cron';

/** What the template says too, in the same words. */
const IN_CHART = {
  backupWithoutRedis: {
    message: 'backup.enabled is true and redis.enabled is false: this chart backs up only the Redis that it installs',
    fix: 'set backup.enabled to false, and use the backups of whoever runs that Redis',
  },
  backupOffsiteSecret: {
    message:
      'backup.offsite.repository is set and backup.offsite.existingSecret is empty: the copies are encrypted, and there is no password',
    fix: 'create a Secret in the workload namespace with RESTIC_PASSWORD and the credentials of the storage, and name it there',
  },
} as const satisfies Words;

const WORDS = {
  backupSchedule: {
    message: 'is %s, and Kubernetes refuses that: %s',
    fix: SCHEDULE_FIELDS,
  },
  offsiteScheme: {
    message: 'is %s, which is no storage that restic knows',
    fix: 'begin it with s3:, rest:, sftp:, azure:, gs:, b2:, swift: or rclone:, such as s3:https://s3.example.com/bucket',
  },
  offsiteBucket: {
    message: 'is %s: restic takes %s for the name of the server, not of the bucket',
    fix: 'name the server first, such as s3:https://s3.amazonaws.com/%s',
  },
  backupTimeZone: {
    message: 'is %s, which is no time zone that Kubernetes knows',
    fix: 'name a place, such as Europe/Berlin',
  },
} as const satisfies Words;

export const backupSettings: Rule<'backup-settings'> = {
  name: 'backup-settings',
  what: 'Backups are switched on, and something that they need is missing.',
  why: 'A backup that can not be taken is noticed when it is needed.',
  example: {
    wrong: 'backup: { enabled: true, offsite: { repository: "s3:https://s3.example.com/backups" } }',
    right:
      'backup: { enabled: true, offsite: { repository: "s3:https://s3.example.com/backups", existingSecret: restic } }',
  },
  inChart: IN_CHART,
  check(values) {
    if (!values.on('backup.enabled')) return [];
    const findings: Violation[] = [];
    if (values.get('redis.enabled') === false) {
      findings.push(error(['backup.enabled', 'redis.enabled'], IN_CHART.backupWithoutRedis));
    }
    if (values.text('backup.offsite.repository') !== '' && values.text('backup.offsite.existingSecret') === '') {
      findings.push(
        error(['backup.offsite.repository', 'backup.offsite.existingSecret'], IN_CHART.backupOffsiteSecret),
      );
    }
    return [...findings, ...times(values), ...storage(values.text('backup.offsite.repository'))];
  },
};

// --- internal ---

function times(values: Values): Violation[] {
  const [schedule, zone] = [values.text('backup.schedule'), values.text('backup.timeZone')];
  const why = schedule === '' ? undefined : scheduleProblem(schedule);
  return [
    ...(why ? [error(['backup.schedule'], WORDS.backupSchedule, schedule, why)] : []),
    ...(zone === '' || isTimeZone(zone) ? [] : [error(['backup.timeZone'], WORDS.backupTimeZone, zone)]),
  ];
}

const SCHEME = /^(s3|rest|sftp|azure|gs|b2|swift|rclone|local):(?!\/\/)|^(s3|sftp):\/\//;

function storage(repository: string): Violation[] {
  const at = 'backup.offsite.repository';
  if (repository === '') return [];
  // A path is a folder of the pod.
  if (repository.includes(':') && !SCHEME.test(repository)) return [error([at], WORDS.offsiteScheme, repository)];
  const [, server = '', rest = ''] = /^s3:(?:\/\/)?(?!https?:)([^/]+)(\/.*)?$/.exec(repository) ?? [];
  if (server === '' || /[.:]/.test(server)) return [];
  return [warning([at], WORDS.offsiteBucket, repository, server, server + rest)];
}
