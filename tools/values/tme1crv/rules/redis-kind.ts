import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisKind: {
    message: 'redis.%s.kind is %s: its pods would have neither a name nor a volume that lasts',
    fix: 'set it to StatefulSet',
  },
} as const satisfies Words;

const KIND = 'StatefulSet';

export const redisKind: Rule<'redis-kind'> = {
  name: 'redis-kind',
  what: "Redis' pods would not be those of a StatefulSet.",
  why: 'Only the pods of a StatefulSet keep their names and their volumes: a Deployment of replicas or a DaemonSet writes to folders that go with the pod.',
  example: {
    wrong: 'redis: { replica: { kind: DaemonSet } }',
    right: 'redis: { replica: { kind: StatefulSet } }',
  },
  inChart: IN_CHART,
  check(values) {
    if (!values.on('redis.enabled')) return [];
    return ['master', 'replica'].flatMap((role) => {
      const path = `redis.${role}.kind`;
      const kind = values.text(path) || KIND;
      if (kind === KIND) return [];
      return [error([path], IN_CHART.redisKind, role, kind)];
    });
  },
};
