/** Alertmanager's receivers, with the integrations of each. */
import { isNoList, isObject, textOf } from '../json';
import type { Fields } from '../prometheus/fields';
import { isTemplate } from '../text/template';
import type { FieldCheck, Path } from './field-check';
import { INTEGRATIONS } from './fields';

export function checkReceivers(check: FieldCheck, receivers: unknown): void {
  for (const [at, one] of check.list(receivers)) checkReceiver(check, one, ['receivers', at]);
  checkTwice(check, receivers);
}

/** Addresses begin as Alertmanager wants them. @param keys the fields that hold one */
export function checkUrls(
  check: FieldCheck,
  config: Record<string, unknown>,
  path: Path,
  keys = /^(url|api_url|webhook_url)$/,
): void {
  for (const key of Object.keys(config).filter((one) => keys.test(one))) {
    const value = config[key];
    if (typeof value === 'string' && value !== '' && !isTemplate(value) && !/^https?:\/\/[^\s/?#]/.test(value))
      check.error([...path, key], `is ${JSON.stringify(value)}, no URL`, 'begin with https:// or http://');
  }
}

// --- internal ---

const RECEIVER: Fields = {
  name: 'text',
  labels: 'map',
  ...Object.fromEntries(Object.keys(INTEGRATIONS).map((key) => [key, 'any'])),
};

function checkReceiver(check: FieldCheck, one: unknown, path: Path): void {
  if (!isObject(one)) {
    check.error(path, 'is no map', 'write name: and its configurations');
    return;
  }
  if (!one['name']) check.error(path, 'has no name', 'add it; routes refer to it', ['name']);
  check.fields(one, RECEIVER, path);
  for (const [key, { fields, needs }] of Object.entries(INTEGRATIONS)) {
    const configs = one[key];
    if (isNoList(configs)) check.error([...path, key], 'is no list', 'put a dash before each entry');
    for (const [at, config] of check.list(configs)) {
      const here = [...path, key, at];
      if (!isObject(config)) {
        check.error(here, 'is no map', `its fields are ${Object.keys(fields).slice(2, 6).join(', ')}, …`);
        continue;
      }
      check.fields(config, fields, here);
      for (const group of needs) if (!group.some((field) => check.isSet(config, field))) check.lacks(here, group);
      checkUrls(check, config, here);
      const { http_config: http } = config;
      if (key === 'webex_configs' && !(isObject(http) && isObject(http['authorization'])))
        check.error(here, 'has no http_config.authorization', 'add it with the credentials of the bot', [
          'http_config',
        ]);
      // Mail takes the first of the two.
      if (key !== 'email_configs') check.besideFile(config, here);
    }
  }
}

function checkTwice(check: FieldCheck, receivers: unknown): void {
  const seen = new Set<string>();
  for (const [at, one] of check.list(receivers)) {
    const name = isObject(one) ? textOf(one['name'] ?? '') : '';
    if (name !== '' && seen.has(name))
      check.error(
        ['receivers', at, 'name'],
        `${JSON.stringify(name)} is there twice`,
        'give each receiver a name of its own',
      );
    seen.add(name);
  }
}
