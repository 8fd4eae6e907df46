import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkAlertmanagerConfig } from './config';
import { matcherProblem, matchesNothing } from './matchers';

type Config = Readonly<Record<string, unknown>>;
const base = { route: { receiver: 'a' }, receivers: [{ name: 'a' }] };
const problems = (config: Config) =>
  checkAlertmanagerConfig({ ...base, ...config }).map(({ path, message }) => `${path.join('.')} ${message}`);
const one = (config: Config, expected: RegExp) => {
  const found = problems(config);
  assert.equal(found.length, 1, found.join('\n'));
  assert.match(found[0] ?? '', expected);
};

describe('Alertmanager refuses', () => {
  const cases: [string, Config, RegExp][] = [
    ['an unknown field at the top', { recievers: [] }, /^recievers is no field/],
    ['one in global', { global: { smtp_smart_host: 'x:25' } }, /^global\.smtp_smart_host is no field/],
    ['one of a receiver', { receivers: [{ name: 'a', slack_config: [] }] }, /slack_config is no field/],
    [
      'one of an integration',
      { receivers: [{ name: 'a', webhook_configs: [{ url: 'http://x', chanel: 1 }] }] },
      /chanel/,
    ],
    [
      'two receivers of one name',
      { receivers: [{ name: 'a' }, { name: 'a' }] },
      /^receivers\.1\.name "a" is there twice/,
    ],
    [
      'a first route with matchers',
      { route: { receiver: 'a', matchers: ['a="b"'] } },
      /^route\.matchers stands at the first/,
    ],
    ['a first route without a receiver', { route: {} }, /^route has no receiver/],
    [
      'a receiver far down',
      { route: { receiver: 'a', routes: [{ routes: [{ receiver: 'b' }] }] } },
      /routes\[0\]\.routes\[0\] names/,
    ],
    ['a duration of zero', { route: { receiver: 'a', repeat_interval: '0s' } }, /is 0/],
    ['a duration with a blank', { route: { receiver: 'a', group_wait: '1 m' } }, /no duration/],
    ['groups as a text', { route: { receiver: 'a', group_by: 'alertname' } }, /group_by is no list/],
    ['all groups beside one', { route: { receiver: 'a', group_by: ['...', 'job'] } }, /beside labels/],
    [
      'matchers as a map',
      { inhibit_rules: [{ source_matchers: { severity: 'critical' } }] },
      /source_matchers is no list/,
    ],
    [
      'a Slack receiver without an address',
      { receivers: [{ name: 'a', slack_configs: [{ channel: 'x' }] }] },
      /has no api_url/,
    ],
    [
      'a mail receiver without a server',
      { receivers: [{ name: 'a', email_configs: [{ to: 'x', from: 'y' }] }] },
      /has no smarthost/,
    ],
    ['a webhook without http', { receivers: [{ name: 'a', webhook_configs: [{ url: 'hook:8080' }] }] }, /no URL/],
    ["a month that isn't one", { time_intervals: [{ name: 'x', time_intervals: [{ months: ['13'] }] }] }, /"13"/],
    [
      'a time without quotes',
      { time_intervals: [{ name: 'x', time_intervals: [{ times: [{ start_time: 540, end_time: '17:00' }] }] }] },
      /540, no time/,
    ],
    [
      'a place without a time zone',
      { time_intervals: [{ name: 'x', time_intervals: [{ location: 'Atlantis' }] }] },
      /no time zone/,
    ],
    ['templates as a text', { templates: '/x.tmpl' }, /^templates is no list/],
    ['an address of all that is none', { global: { slack_api_url: 'x' } }, /^global\.slack_api_url/],
    ['receivers that are all gone', { receivers: undefined }, /names the receiver "a"/],
    [
      'a day of the month 0',
      { time_intervals: [{ name: 'x', time_intervals: [{ days_of_month: ['0:3'] }] }] },
      /"0:3"/,
    ],
  ];
  for (const [name, config, expected] of cases) test(name, () => one(config, expected));
});

test('Alertmanager takes what global stands in for, and files in place of values', () => {
  assert.deepEqual(
    problems({
      global: { slack_api_url_file: '/x', smtp_smarthost: 'x:25', smtp_from: 'a@x' },
      receivers: [
        {
          name: 'a',
          slack_configs: [{ channel: '#x' }],
          email_configs: [{ to: 'b@x' }],
          pagerduty_configs: [{ routing_key_file: '/y' }],
          webhook_configs: [{ url_file: '/z' }],
        },
      ],
      inhibit_rules: [
        { source_matchers: ['severity="critical"'], target_match_re: { severity: '.*' }, equal: ['job'] },
      ],
    }),
    [],
  );
});

test('matchers are read as Alertmanager reads them', () => {
  const right = ['a=b', 'severity =~ "warning|info"', '{a="b",c!~"d,e"}', 'a="x\\"y"', 'a=~"(?i)x"', '"a b"="c"', 'a='];
  assert.deepEqual(
    right.filter((text) => matcherProblem(text) !== undefined),
    [],
  );
  const wrong = ['severity', 'severity: critical', 'a="b', 'a=~"("', 'a=~"(?!x)"', ''];
  assert.deepEqual(
    wrong.filter((text) => matcherProblem(text) === undefined),
    [],
  );
  assert.deepEqual(['a == b', 'a==b'].map(matchesNothing), [true, true]);
  assert.deepEqual(['a = "b"', 'a=~"=="', 'a!="b=="'].map(matchesNothing), [false, false, false]);
});
