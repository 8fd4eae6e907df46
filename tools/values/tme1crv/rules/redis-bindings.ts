import { type Rule, warning } from '../../rules/rule';
import type { Words } from '../../rules/wording';

const WORDS = {
  redisBinding: {
    message:
      "%s is true: its Secret gets a password that the subchart makes up at the first install, and after a rotation it has the old one; Redis' own password is in the Secret %s",
    fix: 'set it to false, and hand that Secret to whoever connects',
  },
} as const satisfies Words;

const ENABLED = 'redis.serviceBindings.enabled';

export const redisBindings: Rule<'redis-bindings'> = {
  name: 'redis-bindings',
  what: "The Secret for service bindings has another password than Redis'.",
  why: "The subchart fills that Secret in when Helm renders, and this chart makes Redis' password in the same release: the subchart doesn't see it yet, and never hears of a rotation.",
  example: {
    wrong: 'redis: { serviceBindings: { enabled: true } }',
    right: 'redis: { serviceBindings: { enabled: false } }',
  },
  check(values) {
    const secret = values.withDefaults.text('redis.auth.existingSecret');
    return values.on('redis.enabled') && values.on(ENABLED)
      ? [warning([ENABLED], WORDS.redisBinding, ENABLED, secret)]
      : [];
  },
};
