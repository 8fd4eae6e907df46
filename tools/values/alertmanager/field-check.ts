/** The fields of a map in Alertmanager's configuration: known ones, each with a value that it takes, and secrets given once. */
import { isObject } from '../json';
import type { Fields } from '../prometheus/fields';
import { checkHttpClient, checkTls } from '../prometheus/http-client';
import { kindProblem, partOf } from '../prometheus/kinds';
import type { Problem } from '../prometheus/problem';
import { suggest } from '../text/suggest';
import { isTemplate } from '../text/template';
import { CONFIG, GLOBAL, PARTS, ROUTE } from './fields';

export type Path = readonly string[];

/** What the checks of single sections have in common. */
export class FieldCheck {
  readonly found: Problem[] = [];
  /** Fields that are there in some wrong way. */
  protected readonly strays = new Set<string>();

  constructor(protected readonly config: Readonly<Record<string, unknown>>) {}

  list(value: unknown): [string, unknown][] {
    return Array.isArray(value) ? value.map((one, at) => [String(at), one]) : [];
  }

  /** @param without fields that this says nothing of where they are there in some wrong way */
  error(path: Path, message: string, fix: string, without: readonly string[] = []): void {
    this.found.push({ path, severity: 'error', message, fix, without });
  }

  fields(map: Record<string, unknown>, known: Fields, path: Path): void {
    for (const [key, value] of Object.entries(map)) {
      const kind = Object.hasOwn(known, key) ? known[key] : undefined;
      if (kind !== undefined) this.kind(value, kind, [...path, key]);
      if (kind !== undefined) continue;
      const close = suggest(key, Object.keys(known));
      const home = HOMES.find(({ fields }) => Object.hasOwn(fields, key));
      this.strays.add(close ?? key);
      this.error(
        [...path, key],
        'is no field that Alertmanager knows here, and it refuses a configuration with one',
        close
          ? `did you mean ${close}?`
          : home
            ? `${key} belongs under ${home.name}`
            : 'delete it, or put it where it belongs',
      );
    }
  }

  private kind(value: unknown, kind: string, path: Path): void {
    const wrong = kindProblem(value, kind, 'Alertmanager');
    if (wrong) this.error(path, wrong.message, wrong.fix);
    const part = partOf(kind);
    if (!part || value === undefined || value === null || isTemplate(value)) return;
    if (part.list && !Array.isArray(value)) {
      this.error(path, 'is no list', 'put a dash before each entry');
      return;
    }
    for (const [at, one] of part.list ? this.list(value) : [['', value] as const])
      this.part(one, part.name, part.list ? [...path, at] : path);
  }

  private part(value: unknown, name: string, path: Path): void {
    const { fields, needs } = PARTS[name] ?? { fields: {}, needs: [] };
    if (!isObject(value)) {
      this.error(path, 'is no map', `its fields are ${Object.keys(fields).slice(0, 6).join(', ')}`);
      return;
    }
    this.fields(value, fields, path);
    for (const group of needs) if (!group.some((field) => this.isSet(value, field))) this.lacks(path, group);
    this.besideFile(value, path);
    if (name === 'http') this.found.push(...checkHttpClient(value, path, 'Alertmanager'));
    if (name === 'tls') this.found.push(...checkTls(value, path));
  }

  /** A secret is given as it is, or as a file that holds it. */
  besideFile(map: Record<string, unknown>, path: Path): void {
    for (const key of Object.keys(map).filter((one) => one.endsWith('_file'))) {
      const plain = key.slice(0, -'_file'.length);
      if (this.isSet(map, key) && this.isSet(map, plain))
        this.error(
          [...path, key],
          `stands beside ${plain}, and Alertmanager takes one of the two only`,
          `delete ${plain} or this`,
        );
    }
  }

  isSet(config: Record<string, unknown>, field: string): boolean {
    const global = isObject(this.config['global']) ? this.config['global'] : {};
    const value = field.startsWith('global.') ? global[field.slice('global.'.length)] : config[field];
    return value !== undefined && value !== null && value !== '';
  }

  lacks(path: Path, group: readonly string[]): void {
    const [own = '', ...others] = group;
    const needed = group.map((field) => field.replace(/^global\./, ''));
    const without = group.some((field) => field.startsWith('global.')) ? [...needed, 'global'] : needed;
    this.error(path, `has no ${own}`, others.length > 0 ? `add ${own} or ${others.join(' or ')}` : 'add it', without);
  }
}

// --- internal ---

/** Where fields of these names stand. */
const HOMES = [
  { name: 'config', fields: CONFIG },
  { name: 'config.global', fields: GLOBAL },
  { name: 'config.route', fields: ROUTE },
];
