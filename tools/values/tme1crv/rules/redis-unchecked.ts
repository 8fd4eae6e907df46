import { type Rule, warning } from '../../rules/rule';
import type { Words } from '../../rules/wording';
import {
  COMMON,
  configurationOf,
  expandsInPod,
  FOREIGN,
  flags,
  flagsOf,
  isTemplate,
  serversOf,
} from '../redis-conf/effective';

const WORDS = {
  redisForeignConfigmap: {
    message:
      "redis.existingConfigmap is a ConfigMap of your own: what it says can't be checked, and redis.commonConfiguration, redis.master.configuration, redis.replica.configuration and disableCommands have no effect",
    fix: 'put its lines into redis.commonConfiguration',
  },
  redisTemplate: {
    message: "%s holds a template: what comes of it can't be checked here; the chart checks it when it renders",
    fix: 'write the value out',
  },
  redisFlagsFilledIn: {
    message: "%s has a $ or a backtick, which the shell fills in when the pod starts: that value can't be checked",
    fix: 'write the value out',
  },
  redisOwnCommands: {
    message: "%s runs commands of your own before Redis or in its place: what they change can't be checked",
    fix: 'leave it out, and put directives into redis.commonConfiguration',
  },
  redisDiagnosticMode: {
    message:
      'redis.diagnosticMode.enabled is true: the pods are Ready, but no Redis runs in them, and every request gets 503',
    fix: 'set it to false',
  },
} as const satisfies Words;

export const redisUnchecked: Rule<'redis-unchecked'> = {
  name: 'redis-unchecked',
  what: "Something reaches Redis in a way that can't be checked.",
  why: 'What reaches Redis by these ways is seen by no rule: say so, instead of calling it right.',
  example: {
    wrong: 'redis: { master: { configuration: "timeout {{ .Values.idle }}" } }',
    right: 'redis: { master: { configuration: "timeout 300" } }',
  },
  check(values) {
    const servers = serversOf(values);
    if (servers.length === 0) return [];
    const roles = servers.map(({ role }) => role);
    return [
      ...(values.text(FOREIGN) === '' ? [] : [warning([FOREIGN], WORDS.redisForeignConfigmap)]),
      ...[COMMON, ...roles.map(configurationOf)]
        .filter((path) => values.text(FOREIGN) === '' && isTemplate(values.text(path)))
        .map((path) => warning([path], WORDS.redisTemplate, path)),
      ...roles
        .filter((role) => flags(values, role).some(expandsInPod))
        .map((role) => warning([flagsOf(role)], WORDS.redisFlagsFilledIn, flagsOf(role))),
      ...roles
        .flatMap((role) => [`redis.${role}.preExecCmds`, `redis.${role}.command`])
        .filter((path) => values.list(path).length > 0 || values.text(path) !== '')
        .map((path) => warning([path], WORDS.redisOwnCommands, path)),
      ...(values.on('redis.diagnosticMode.enabled')
        ? [warning(['redis.diagnosticMode.enabled'], WORDS.redisDiagnosticMode)]
        : []),
    ];
  },
};
