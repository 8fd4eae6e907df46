import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';
import { exporterCommand } from './redis-images';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisPasswordFiles: {
    message:
      'redis.auth.usePasswordFiles is true: the exporter takes a file with a password for a JSON map and ends, so no Redis pod would get ready',
    fix: 'set it to false',
  },
} as const satisfies Words;

export const redisPasswordFiles: Rule<'redis-password-files'> = {
  name: 'redis-password-files',
  what: 'The password is handed to Redis as a file.',
  why: "The official exporter doesn't read a password from the file that the subchart mounts, and a pod is ready only when its exporter is.",
  example: {
    wrong: 'redis: { auth: { usePasswordFiles: true } }',
    right: 'redis: { auth: { usePasswordFiles: false } }',
  },
  inChart: IN_CHART,
  check(values) {
    const all = values.withDefaults;
    const asked = ['redis.enabled', 'redis.auth.enabled', 'redis.auth.usePasswordFiles'].every((path) => all.on(path));
    if (!asked || all.get('redis.metrics.enabled') === false || exporterCommand(all) === '') return [];
    return [error(['redis.auth.usePasswordFiles'], IN_CHART.redisPasswordFiles)];
  },
};
