import { distinct, error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { suggest } from '../../text/suggest';
import { expectedInstead, isJoined } from '../redis-conf/directive-values';
import { DIRECTIVES, type JudgedDirective } from '../redis-conf/directives';
import { hasComment, last, type ServerConfiguration, type Setting, serversOf, textOf } from '../redis-conf/effective';
import { KNOWN_DIRECTIVES } from '../redis-conf/known-directives';

/** What the template says too, in the same words. */
const IN_CHART = {
  /** Also of a warning, which the tool gives alone. */
  redisDirective: { message: '%s in %s: %s', fix: '%s' },
  redisUnreadable: {
    message: "%s has a line or a value that Redis can't read: it wouldn't start",
    fix: 'write a directive as its name, a blank and its value, close every quote, and put comments on lines of their own; in extraFlags as --name and its value, in one entry or in two',
  },
} as const satisfies Words;

const WORDS = {
  redisUnknownDirective: {
    message: "%s in %s is no directive that is known here: Redis doesn't start with one that it doesn't know",
    fix: 'did you mean %s?',
  },
  redisUnreadableValue: {
    message: "%s in %s has a value that Redis can't read: it wouldn't start",
    fix: 'write %s',
  },
  redisJoinedLines: {
    message: "%s in %s takes one value, and has %d: Redis wouldn't start",
    fix: 'put each directive on a line of its own; in YAML write `|` before them, since `>` makes one line of all',
  },
} as const satisfies Words;

export const redisDirectives: Rule<'redis-directives'> = {
  name: 'redis-directives',
  what: "Redis' configuration has a line that works against this chart, or that Redis can't read.",
  why: 'Some lines of redis.conf undo what the chart relies on: Redis then loses data, or nobody reaches it (tools/values/tme1crv/redis-conf/directives.ts).',
  example: {
    wrong: 'redis: { master: { configuration: "bind 127.0.0.1" } }',
    right: 'redis: { master: { configuration: "tcp-keepalive 60" } }',
  },
  inChart: IN_CHART,
  check(values) {
    const found = serversOf(values).flatMap((server) => [
      ...DIRECTIVES.flatMap((judged) => judge(values, server, judged)),
      ...unreadable(server),
      ...misspelt(server),
      ...wrongValues(server),
    ]);
    return distinct(found);
  },
};

// --- internal ---

function judge(values: Values, server: ServerConfiguration, judged: JudgedDirective): Violation[] {
  if (judged.withoutPassword && values.get('redis.auth.enabled') !== false) return [];
  const latest = last(server, judged.name);
  const settings = judged.each ? server.settings.filter(({ name }) => name === judged.name) : latest ? [latest] : [];
  return settings.filter((setting) => applies(judged, setting)).map((setting) => violation(judged, setting));
}

function applies({ when, unless }: JudgedDirective, setting: Setting): boolean {
  const value = textOf(setting)?.toLowerCase();
  if (when === undefined && unless === undefined) return true;
  if (value === undefined) return false;
  return when === undefined ? !new RegExp(unless ?? '').test(value) : new RegExp(when).test(value);
}

function violation(judged: JudgedDirective, { name, args, source }: Setting): Violation {
  const byValue = judged.when !== undefined || judged.unless !== undefined;
  // Only the first word of the value: others may be passwords.
  const said = byValue ? [name, ...args.slice(0, 1)].join(' ') : name;
  const violated = judged.verdict === 'refused' ? error : warning;
  return violated([source], IN_CHART.redisDirective, said, source, judged.reason, judged.fix);
}

function unreadable({ settings }: ServerConfiguration): Violation[] {
  return settings
    .filter((setting) => setting.name === '' || hasComment(setting))
    .map(({ source }) => error([source], IN_CHART.redisUnreadable, source));
}

/** Only what is close to a known one: newer releases and modules have directives that aren't known here. */
function misspelt({ settings }: ServerConfiguration): Violation[] {
  return settings
    .filter(({ name }) => name !== '' && !name.includes('.') && !KNOWN_DIRECTIVES.has(name))
    .flatMap(({ name, source }) => {
      const meant = suggest(name, KNOWN_DIRECTIVES);
      if (meant === undefined) return [];
      return [warning([source], WORDS.redisUnknownDirective, name, source, meant)];
    });
}

/** Redis stops at each line that it can't read, also where a later one would count. */
function wrongValues({ settings }: ServerConfiguration): Violation[] {
  return settings
    .filter((one) => !hasComment(one))
    .flatMap((one) => {
      const expected = expectedInstead(one);
      if (expected === undefined) return [];
      const { name, args, source } = one;
      return isJoined(one)
        ? [error([source], WORDS.redisJoinedLines, name, source, args.length)]
        : [error([source], WORDS.redisUnreadableValue, [name, ...args].join(' ').trim(), source, expected)];
    });
}
