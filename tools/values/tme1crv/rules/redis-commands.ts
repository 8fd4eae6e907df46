import { textOf } from '../../json';
import { distinct, error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { neededBy, neededBySentinel, neededForPasswords } from '../redis-conf/commands';
import { FOREIGN, type Role, serversOf, withSentinel } from '../redis-conf/effective';
import { meantCommand } from '../redis-conf/known-commands';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisCommand: {
    message: '%s takes %s away, which is needed by %s',
    fix: 'leave that command as it is',
  },
} as const satisfies Words;

const WORDS = {
  unknownCommand: {
    message: "%s takes %s away, a command that Redis doesn't know: it doesn't start",
    fix: 'did you mean %s?',
  },
  sentinelCommand: {
    message: '%s takes %s away, which Sentinel needs: no node could be promoted',
    fix: 'leave that command as it is',
  },
  passwordCommand: {
    message:
      "%s takes %s away: a changed password couldn't be handed to the Redis that runs, so changing it would take an outage",
    fix: 'leave that command as it is',
  },
} as const satisfies Words;

export const redisCommands: Rule<'redis-commands'> = {
  name: 'redis-commands',
  what: 'Redis is told to do without a command that something needs, or that there is none of.',
  why: 'Without a command that the web app, the probes or replication send, every request gets 503, or replicas drift apart in silence.',
  example: {
    wrong: 'redis: { master: { disableCommands: [FLUSHALL, EVAL] } }',
    right: 'redis: { master: { disableCommands: [FLUSHALL] } }',
  },
  inChart: IN_CHART,
  check(values) {
    const found = serversOf(values).flatMap(({ role, settings }) => {
      const renamed = settings
        .filter(({ name }) => name === 'rename-command')
        .map(({ args, source }) => ({ command: args[0] ?? '', source }));
      return [...renamed, ...disabled(values, role)].flatMap(({ command, source }): Violation[] => {
        const meant = meantCommand(command);
        if (meant !== undefined) return [error([source], WORDS.unknownCommand, source, command, meant)];
        const who = neededBy(command);
        if (who !== undefined) return [error([source], IN_CHART.redisCommand, source, command, who)];
        if (withSentinel(values) && neededBySentinel(command))
          return [error([source], WORDS.sentinelCommand, source, command)];
        if (values.get('redis.auth.enabled') !== false && neededForPasswords(command))
          return [warning([source], WORDS.passwordCommand, source, command)];
        return [];
      });
    });
    return distinct(found);
  },
};

// --- internal ---

function disabled(values: Values, role: Role): { command: string; source: string }[] {
  const source = `redis.${role}.disableCommands`;
  if (values.text(FOREIGN) !== '') return [];
  return values.list(source).map((command) => ({ command: textOf(command), source }));
}
