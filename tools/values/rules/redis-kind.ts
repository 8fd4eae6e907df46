import { fill, TEMPLATE_WORDING } from './messages';
import type { Rule } from './rule';

const KIND = 'StatefulSet';

export const redisKind: Rule = {
  name: 'redis-kind',
  why: 'Only the pods of a StatefulSet keep their names and their volumes: a Deployment of replicas or a DaemonSet writes to folders that go with the pod.',
  inChart: true,
  check(values) {
    if (!values.on('redis.enabled')) return [];
    return ['master', 'replica'].flatMap((role) => {
      const path = `redis.${role}.kind`;
      const kind = values.text(path) || KIND;
      if (kind === KIND) return [];
      return [{ severity: 'error' as const, paths: [path], ...fill(TEMPLATE_WORDING.redisKind, role, kind) }];
    });
  },
};
