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
      'days that would go round',
      { time_intervals: [{ name: 'x', time_intervals: [{ weekdays: ['saturday:monday'] }] }] },
      /ends before it starts/,
    ],
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
    ['templates as a text', { templates: '/x.tmpl' }, /^templates is .* expects a list of texts/],
    ['an address of all that is none', { global: { slack_api_url: 'x' } }, /^global\.slack_api_url/],
    ['receivers that are all gone', { receivers: undefined }, /names the receiver "a"/],
    [
      'a quoted flag',
      { route: { receiver: 'a', routes: [{ continue: 'true' }] } },
      /continue is "true"; .* true or false$/,
    ],
    ['inhibit_rules as a map', { inhibit_rules: { source_match: {} } }, /^inhibit_rules is no list/],
    ['a label with a dash', { route: { receiver: 'a', routes: [{ match: { 'a-b': 'c' } }] } }, /no label's name/],
    ['no regular expression', { inhibit_rules: [{ target_match_re: { a: '(' } }] }, /no regular expression/],
    ['a mail server without a port', { global: { smtp_smarthost: 'mail.test' } }, /expects host:port/],
    ['a secret and its file', { global: { opsgenie_api_key: 'k', opsgenie_api_key_file: '/k' } }, /stands beside/],
    [
      'two intervals of one name',
      { time_intervals: [{ name: 'x' }], mute_time_intervals: [{ name: 'x' }] },
      /is there twice/,
    ],
    [
      'one day without a list',
      { time_intervals: [{ name: 'x', time_intervals: [{ weekdays: 'sunday' }] }] },
      /no list/,
    ],
    ['ranges without a list', { time_intervals: [{ name: 'x', time_intervals: { months: ['1'] } }] }, /no list/],
    ['a field beside the ranges', { time_intervals: [{ name: 'x', times: [] }] }, /times is no field here/],
    ...(
      [
        ['a flag in words', { webhook_configs: [{ url: 'http://x', send_resolved: 'maybe' }] }, /true or false/],
        [
          'an unknown field of http_config',
          { webhook_configs: [{ url: 'http://x', http_config: { bearer: 'x' } }] },
          /bearer/,
        ],
        [
          'an unknown field of tls_config',
          { webhook_configs: [{ url: 'http://x', http_config: { tls_config: { verify: false } } }] },
          /verify/,
        ],
        [
          'two ways to authenticate',
          { webhook_configs: [{ url: 'http://x', http_config: { bearer_token: 'x', basic_auth: { username: 'y' } } }] },
          /bearer_token stands beside basic_auth/,
        ],
        [
          'basic as a type of authorization',
          { webhook_configs: [{ url: 'http://x', http_config: { authorization: { type: 'basic' } } }] },
          /use|refuses/,
        ],
        [
          'oauth2 without its address',
          { webhook_configs: [{ url: 'http://x', http_config: { oauth2: { client_id: 'x' } } }] },
          /has no token_url/,
        ],
        [
          'a certificate without its key',
          { webhook_configs: [{ url: 'http://x', http_config: { tls_config: { cert_file: '/x' } } }] },
          /certificate alone/,
        ],
        [
          'a proxy twice',
          {
            webhook_configs: [
              { url: 'http://x', http_config: { proxy_url: 'http://y', proxy_from_environment: true } },
            ],
          },
          /proxy_from_environment/,
        ],
        ['an address and its file', { webhook_configs: [{ url: 'http://x', url_file: '/x' }] }, /beside url/],
        ['an address without a host', { webhook_configs: [{ url: 'http:///x' }] }, /no URL/],
        ['a chat by its name', { telegram_configs: [{ bot_token: 'x', chat_id: '@ops' }] }, /whole number/],
        ['a quoted chat', { telegram_configs: [{ bot_token: 'x', chat_id: '-12' }] }, /whole number/],
        [
          'a way to parse in small letters',
          { telegram_configs: [{ bot_token: 'x', chat_id: 1, parse_mode: 'html' }] },
          /knows Markdown/,
        ],
        [
          'receivers of mail as a list',
          { email_configs: [{ to: ['a@x', 'b@x'], from: 'c@x', smarthost: 'x:25' }] },
          /single text/,
        ],
        [
          'headers as a list',
          { email_configs: [{ to: 'a@x', from: 'c@x', smarthost: 'x:25', headers: ['a: b'] }] },
          /a map/,
        ],
        [
          'an action without a text',
          { slack_configs: [{ api_url: 'http://x', actions: [{ type: 'button' }] }] },
          /has no text/,
        ],
        ['fields as a map', { slack_configs: [{ api_url: 'http://x', fields: { title: 'x' } }] }, /fields is no list/],
        ['a wait without a unit', { pushover_configs: [{ user_key: 'x', token: 'y', retry: 'soon' }] }, /a duration/],
        ['WebEx without a bot', { webex_configs: [{ room_id: 'x' }] }, /authorization/],
        ['WeChat without a secret', { wechat_configs: [{ corp_id: 'x' }] }, /has no api_secret/],
      ] as const
    ).map(([name, integrations, expected]): [string, Config, RegExp] => [
      name,
      { receivers: [{ name: 'a', ...integrations }] },
      expected,
    ]),
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

test('Alertmanager takes every kind in its other forms, too', () => {
  const http_config = {
    authorization: { credentials_file: '/x' },
    tls_config: { insecure_skip_verify: true, cert_file: '/c', key_file: '/k', min_version: 'TLS12' },
    follow_redirects: false,
    proxy_connect_header: { 'X-A': ['b'] },
  };
  assert.deepEqual(
    problems({
      global: { smtp_smarthost: '[::1]:25', smtp_require_tls: false, http_config },
      route: {
        receiver: 1,
        continue: null,
        routes: [{ match: { severity: 3, team: null }, match_re: { team: 'a|b' }, labels: { a: 'b' }, continue: true }],
      },
      receivers: [
        {
          name: 1,
          labels: { team: 'x' },
          webhook_configs: [
            { url: 'http://x/{{ .Receiver }}', max_alerts: 0, timeout: '1m30s', http_config, payload: { a: [1] } },
          ],
          telegram_configs: [{ bot_token_file: '/x', chat_id: -1001234567890, parse_mode: '' }],
          slack_configs: [
            {
              api_url_file: '/x',
              title: 5,
              fields: [{ title: 'a', value: 'b', short: true }],
              actions: [{ type: 'button', text: 'a', url: 'b' }],
            },
          ],
          email_configs: [
            { to: 'a@x', from: 'b@x', headers: { subject: 'x' }, auth_password: 'x', auth_password_file: '/x' },
          ],
          opsgenie_configs: [{ api_key: 'x', responders: [{ name: 'a', type: 'team' }], details: { a: 'b' } }],
          pushover_configs: null,
        },
      ],
      templates: null,
      time_intervals: [{ name: 'x', time_intervals: [{ weekdays: ['sunday'], years: [2026], location: 'UTC' }] }],
    }),
    [],
  );
});

test('maps without a prototype, as they are read from a file, stop no check', () => {
  const map = Object.assign(Object.create(null), { a: 1 }) as Config;
  const list = [map, [map], null, 1];
  const config = {
    global: { smtp_smarthost: map, http_config: { ...map, authorization: { type: map } } },
    route: {
      receiver: map,
      group_by: map,
      group_wait: map,
      matchers: list,
      match_re: { a: map },
      routes: list,
      mute_time_intervals: list,
    },
    receivers: [{ name: list, webhook_configs: [{ url: map, timeout: map }], telegram_configs: [{ parse_mode: map }] }],
    inhibit_rules: [{ equal: map, source_matchers: list }],
    time_intervals: [{ name: map, time_intervals: [{ times: [{ start_time: map }], months: list, location: map }] }],
    templates: list,
  };
  assert.ok(checkAlertmanagerConfig(config).length > 10);
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

test('a matcher as a map is written as a text, also from the form that the operator has', () => {
  const fix = (matcher: Config) => {
    const route = { receiver: 'a', routes: [{ matchers: [matcher] }] };
    return checkAlertmanagerConfig({ ...base, route }).map((found) => found.fix);
  };
  assert.deepEqual(fix({ severity: 'critical' }), [`write 'severity = "critical"'`]);
  assert.deepEqual(fix({ name: 'severity', value: 'critical' }), [`write 'severity = "critical"'`]);
  assert.deepEqual(fix({ name: 'severity', value: 'a|b', matchType: '=~' }), [`write 'severity =~ "a|b"'`]);
  assert.match(matcherProblem('a=~"(b"') ?? '', /has a regular expression that Alertmanager can't read/);
});
