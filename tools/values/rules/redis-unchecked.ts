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
import { fill, WORDING } from './messages';
import type { Rule, Violation } from './rule';
import type { Values } from './values';

export const redisUnchecked: Rule = {
  name: 'redis-unchecked',
  why: 'What reaches Redis by these ways is seen by no rule: say so, instead of calling it right.',
  check(values) {
    const servers = serversOf(values);
    if (servers.length === 0) return [];
    const roles = servers.map(({ role }) => role);
    return [
      ...foreign(values),
      ...[COMMON, ...roles.map(configurationOf)]
        .filter((path) => values.text(FOREIGN) === '' && isTemplate(values.text(path)))
        .map((path) => warning(path, fill(WORDING.redisTemplate, path))),
      ...roles
        .filter((role) => flags(values, role).some(expandsInPod))
        .map((role) => warning(flagsOf(role), fill(WORDING.redisFlagsFilledIn, flagsOf(role)))),
      ...roles
        .flatMap((role) => [`redis.${role}.preExecCmds`, `redis.${role}.command`])
        .filter((path) => values.list(path).length > 0 || values.text(path) !== '')
        .map((path) => warning(path, fill(WORDING.redisOwnCommands, path))),
      ...(values.on('redis.diagnosticMode.enabled')
        ? [warning('redis.diagnosticMode.enabled', fill(WORDING.redisDiagnosticMode))]
        : []),
    ];
  },
};

// --- internal ---

function foreign(values: Values): Violation[] {
  return values.text(FOREIGN) === '' ? [] : [warning(FOREIGN, fill(WORDING.redisForeignConfigmap))];
}

const warning = (path: string, words: ReturnType<typeof fill>): Violation => ({
  severity: 'warning',
  paths: [path],
  ...words,
});
