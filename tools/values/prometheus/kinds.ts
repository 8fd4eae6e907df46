/** What Prometheus and Alertmanager read a single field of their configuration as. */
import { isObject, textOf } from '../json';
import { isTemplate } from '../text/template';
import { parseDuration } from '../units/duration';

/** Why a value is none of the kind that its field takes, and what to write; undefined where it is one. Null is a field that isn't set. */
export function kindProblem(
  value: unknown,
  kind: string,
  reader: 'Alertmanager' | 'Prometheus',
): { message: string; fix: string } | undefined {
  if (value === null || value === undefined || isTemplate(value)) return undefined;
  if (kind.startsWith('=')) return choiceProblem(value, kind.slice(1).split(','), reader);
  const { fits, name, example } = KINDS[kind] ?? ANY;
  if (fits(value)) return undefined;
  const quoted = typeof value === 'string' && fits(unquoted(value));
  return { message: `${shown(value)}; ${reader} expects ${name}`, fix: quoted ? 'remove the quotes' : example };
}

/** Whether it's a map, or a list of maps, whose fields are known. */
export function partOf(kind: string): { name: string; list: boolean } | undefined {
  const list = kind.endsWith('[]');
  const name = list ? kind.slice(0, -2) : kind;
  return kind in KINDS || kind.startsWith('=') ? undefined : { name, list };
}

// --- internal ---

interface Kind {
  fits(value: unknown): boolean;
  name: string;
  example: string;
}

const isSingle = (value: unknown) => typeof value !== 'object';
const isText = (value: unknown): value is string => typeof value === 'string';

const ANY: Kind = { fits: () => true, name: '', example: '' };
const NUMBER: Kind = { fits: Number.isInteger, name: 'a whole number', example: 'write digits alone' };

/** Go's way to write a time span. */
const TIME = /^[-+]?(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))*$|^0$/;

const KINDS: Readonly<Record<string, Kind>> = {
  any: ANY,
  text: { fits: isSingle, name: 'a single text', example: 'write it in one line, in quotes' },
  flag: { fits: (value) => typeof value === 'boolean', name: 'true or false', example: 'write true or false' },
  number: NUMBER,
  count: { ...NUMBER, fits: (value) => Number.isInteger(value) && Number(value) >= 0 },
  time: {
    fits: (value) => typeof value === 'number' || (isText(value) && TIME.test(value)),
    name: 'a duration',
    example: 'for example 30s, 5m or 1h',
  },
  address: {
    fits: (value) => isText(value) && (value === '' || /^(\[[^\]]*\]|[^:]*):[^:]+$/.test(value)),
    name: 'host:port',
    example: 'for example smtp.example.com:587',
  },
  texts: {
    fits: (value) => Array.isArray(value) && value.every((one) => one === null || isSingle(one)),
    name: 'a list of texts',
    example: 'put a dash before each',
  },
  map: {
    fits: isObject,
    name: 'a map',
    example: 'write `key: value` lines below it',
  },
  labels: ANY,
  // A span of Prometheus, which has days, too.
  span: {
    // The default is meant by 0, which needs no unit.
    fits: (value) => value === 0 || (isText(value) && (value === '' || parseDuration(value) !== undefined)),
    name: 'a duration',
    example: 'for example 30s, 5m or 1d',
  },
  size: {
    fits: (value) => value === 0 || (isText(value) && /^(0|(\d+(\.\d+)?[KMGTPE]?i?B)+)$/.test(value)),
    name: 'a size',
    example: 'for example 10MB',
  },
  textLists: {
    fits: (value) => isObject(value) && Object.values(value).every((list) => list === null || Array.isArray(list)),
    name: 'a map of lists',
    example: 'for example module: [http_2xx]',
  },
  textMap: {
    fits: (value) => isObject(value) && Object.values(value).every(isSingle),
    name: 'a map of texts',
    example: 'write `key: value` lines below it',
  },
};

const shown = (value: unknown) =>
  Array.isArray(value) ? 'is a list' : isObject(value) ? 'is a map' : `is ${JSON.stringify(value)}`;

function unquoted(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+$/.test(text) ? Number(text) : undefined;
}

function choiceProblem(value: unknown, choices: readonly string[], reader: string) {
  if (value === '' || choices.includes(textOf(value))) return undefined;
  const same = choices.find((one) => one.toLowerCase() === textOf(value).toLowerCase());
  return {
    message: `${shown(value)}; ${reader} knows ${choices.join(', ')}`,
    fix: same ? `write ${same}` : 'use one of these',
  };
}
