/** The files that Grafana reads at its start: data sources and providers of dashboards. It ends where it can't read a field. */
import { isObject, textOf } from '../../json';
import { suggest } from '../../text/suggest';
import { isTemplate } from '../../text/template';

export interface FieldProblem {
  readonly key: string;
  /** What Grafana expects of the field; absent where it has no such field. */
  readonly expects?: string;
  /** The field that is meant by one that Grafana ignores. */
  readonly meant?: string;
}

type Fields = Readonly<Record<string, keyof typeof KINDS>>;

export const DATA_SOURCE: Fields = {
  name: 'text',
  type: 'text',
  uid: 'text',
  access: 'text',
  url: 'text',
  user: 'text',
  database: 'text',
  basicAuth: 'flag',
  basicAuthUser: 'text',
  withCredentials: 'flag',
  isDefault: 'flag',
  editable: 'flag',
  orgId: 'number',
  version: 'number',
  jsonData: 'map',
  secureJsonData: 'map',
};

export const PROVIDER: Fields = {
  name: 'text',
  type: 'text',
  folder: 'text',
  folderUid: 'text',
  orgId: 'number',
  editable: 'flag',
  disableDeletion: 'flag',
  allowUiUpdates: 'flag',
  updateIntervalSeconds: 'number',
  options: 'map',
};

/** Fields of a wrong kind, and misspelt ones, which Grafana ignores. */
export function fieldProblems(map: Readonly<Record<string, unknown>>, fields: Fields): FieldProblem[] {
  return Object.entries(map).flatMap(([key, value]): FieldProblem[] => {
    const kind = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (kind) return isFilledIn(value) || KINDS[kind].fits(value) ? [] : [{ key, expects: KINDS[kind].name }];
    const meant = suggest(
      key,
      Object.keys(fields).filter((one) => !(one in map)),
    );
    return meant ? [{ key, meant }] : [];
  });
}

// --- internal ---

/** Go's words for them, which Grafana reads in quotes, too. */
const FLAG = /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False|)$/;

const KINDS = {
  text: { fits: (value: unknown) => typeof value !== 'object', name: 'a single text' },
  flag: { fits: (value: unknown) => typeof value !== 'object' && FLAG.test(textOf(value)), name: 'true or false' },
  number: { fits: (value: unknown) => /^-?[0-9]*$/.test(textOf(value)), name: 'a whole number' },
  map: { fits: isObject, name: 'a map' },
} as const;

/** Nothing, or what Helm or the environment makes of it. */
const isFilledIn = (value: unknown) =>
  value === null || value === undefined || isTemplate(value) || (typeof value === 'string' && value.includes('$'));
