/** A configuration of Alertmanager, checked as Alertmanager does when it starts: it takes a whole file or none of it. */

import { isNoList, isObject, textOf } from '../json';
import type { Problem } from '../prometheus/problem';
import { isTemplate } from '../text/template';
import { FieldCheck, type Path } from './field-check';
import { CONFIG, GLOBAL, INHIBIT_RULE, ROUTE } from './fields';
import { checkMatchers } from './matcher-check';
import { checkReceivers, checkUrls } from './receivers';
import { checkTimeIntervals } from './time-intervals';

/** Everything that is wrong with it, and what would never match. What holds a template is left alone. */
export function checkAlertmanagerConfig(config: Readonly<Record<string, unknown>>): Problem[] {
  return new Check(config).run();
}

// --- internal ---

const DURATION = /^(([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?|0)$/;

class Check extends FieldCheck {
  private readonly receivers: Map<string, Path>;
  private readonly intervals: Set<string>;

  constructor(config: Readonly<Record<string, unknown>>) {
    super(config);
    this.receivers = new Map(
      this.list(config['receivers']).flatMap(([at, one]) =>
        isObject(one) && one['name'] !== undefined ? [[textOf(one['name']), ['receivers', at]] as const] : [],
      ),
    );
    this.intervals = new Set(
      ['time_intervals', 'mute_time_intervals'].flatMap((key) =>
        this.list(config[key]).flatMap(([, one]) => (isObject(one) ? [textOf(one['name'])] : [])),
      ),
    );
    // Of an entry without a name nobody knows which it is.
    if (this.intervals.has('undefined')) this.strays.add('time_intervals');
  }

  run(): Problem[] {
    const { global, route, receivers, inhibit_rules: inhibitions } = this.config;
    this.fields(this.config, CONFIG, []);
    if (isObject(global)) this.fields(global, GLOBAL, ['global']);
    else if (global !== undefined && global !== null)
      this.wrongKind('global', 'is no map', 'write `field: value` lines below it');
    if (isNoList(receivers)) this.wrongKind('receivers', 'is no list', 'put a dash before each receiver');
    if (isObject(global)) this.duration(global, 'resolve_timeout', ['global']);
    checkReceivers(this, receivers);
    if (isObject(route)) this.root(route);
    else if (route !== undefined) this.error(['route'], 'is no map', 'write at least receiver:');
    this.texts();
    if (isNoList(inhibitions)) this.error(['inhibit_rules'], 'is no list', 'put a dash before each rule');
    for (const [at, one] of this.list(inhibitions)) this.inhibition(one, ['inhibit_rules', at]);
    const names = new Set<string>();
    for (const key of ['time_intervals', 'mute_time_intervals']) {
      const list = this.config[key];
      if (isNoList(list)) this.strays.add('time_intervals');
      this.found.push(...checkTimeIntervals(list, [key], names));
    }
    return this.found.filter(({ without = [] }) => !without.some((field) => this.strays.has(field)));
  }

  private texts(): void {
    const { global } = this.config;
    if (!isObject(global)) return;
    checkUrls(this, global, ['global'], /_(url|webhook_url)$/);
    this.besideFile(global, ['global']);
  }

  private wrongKind(key: string, message: string, fix: string): void {
    this.strays.add(key);
    this.error([key], message, fix);
  }

  private duration(map: Record<string, unknown>, key: string, path: Path, positive = false): void {
    const value = map[key];
    if (value === undefined || value === null || isTemplate(value)) return;
    if (!DURATION.test(textOf(value)) || textOf(value) === '')
      this.error([...path, key], `is ${JSON.stringify(value)}, no duration`, 'for example 30s, 5m or 12h');
    else if (positive && /^0+[a-z]*$/.test(textOf(value)))
      this.error([...path, key], 'is 0, which Alertmanager refuses', 'for example 5m');
  }

  private root(route: Record<string, unknown>): void {
    if (!route['receiver'])
      this.error(['route'], 'has no receiver, which the first route needs', 'name one of receivers', ['receiver']);
    for (const key of ['match', 'match_re', 'matchers']) {
      const value = route[key];
      if (value && typeof value === 'object' && Object.keys(value).length > 0)
        this.error(
          ['route', key],
          'stands at the first route, which takes every alert',
          'move it into an entry of route.routes',
        );
    }
    for (const key of ['mute_time_intervals', 'active_time_intervals'])
      if (this.list(route[key]).length > 0)
        this.error(
          ['route', key],
          'stands at the first route, which Alertmanager never mutes',
          'move it into an entry of route.routes',
        );
    this.route(route, ['route']);
  }

  private route(route: Record<string, unknown>, path: Path): void {
    this.fields(route, ROUTE, path);
    const receiver = route['receiver'];
    if (receiver && !isTemplate(receiver) && !this.receivers.has(textOf(receiver))) {
      this.error(
        [...path, 'receiver'],
        `${formatted(path)} names the receiver ${JSON.stringify(receiver)}, which receivers doesn't have: Alertmanager refuses the whole configuration, and nobody is notified`,
        `add \`- name: ${JSON.stringify(receiver)}\` to receivers, or name another one there (a list in your file replaces the default one whole)`,
        ['receivers', 'name'],
      );
    }
    for (const key of ['group_wait', 'group_interval', 'repeat_interval'])
      this.duration(route, key, path, key !== 'group_wait');
    this.groups(route['group_by'], [...path, 'group_by']);
    checkMatchers(this, route, ['matchers', 'match', 'match_re'], path);
    for (const key of ['mute_time_intervals', 'active_time_intervals'])
      for (const [at, name] of this.list(route[key]))
        if (!this.intervals.has(textOf(name)) && !isTemplate(name))
          this.error(
            [...path, key, at],
            `names the time interval ${JSON.stringify(name)}, which time_intervals doesn't have`,
            'add it there',
            ['time_intervals', 'mute_time_intervals', 'name'],
          );
    const { routes } = route;
    if (isNoList(routes)) this.error([...path, 'routes'], 'is no list', 'put a dash before each route');
    for (const [at, inner] of this.list(routes))
      if (isObject(inner)) this.route(inner, [...path, 'routes', at]);
      else this.error([...path, 'routes', at], 'is no map', 'write receiver: and matchers:');
  }

  private groups(given: unknown, path: Path): void {
    if (given === undefined || given === null) return;
    if (!Array.isArray(given)) {
      this.error(path, 'is no list', `write a list: [${textOf(given)}]`);
      return;
    }
    const labels = given.map(textOf);
    const twice = labels.find((label, at) => labels.indexOf(label) !== at);
    if (twice !== undefined) this.error(path, `names ${JSON.stringify(twice)} twice`, 'remove one');
    if (labels.includes('...') && labels.length > 1)
      this.error(path, "has '...' beside labels", "'...' stands for every label: keep it alone, or delete it");
  }

  private inhibition(one: unknown, path: Path): void {
    if (!isObject(one)) {
      this.error(path, 'is no map', `its fields are ${Object.keys(INHIBIT_RULE).join(', ')}`);
      return;
    }
    this.fields(one, INHIBIT_RULE, path);
    checkMatchers(this, one, ['source_matchers', 'source_match', 'source_match_re'], path);
    checkMatchers(this, one, ['target_matchers', 'target_match', 'target_match_re'], path);
    const { equal } = one;
    if (isNoList(equal)) this.error([...path, 'equal'], 'is no list', `write a list: [${textOf(equal)}]`);
  }
}

const formatted = (path: Path) => path.join('.').replace(/\.([0-9]+)/g, '[$1]');
