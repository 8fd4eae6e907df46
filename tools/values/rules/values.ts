/** Reads merged values by dotted path, tolerant of anything that the schema has complained about already. */
import { getPath, isObject, textOf } from '../json';
import { parseQuantity } from '../units/quantity';

export class Values {
  /**
   * @param root what this chart and the files set
   * @param whole the same over the subcharts' own defaults, where their packages are there
   */
  constructor(
    readonly root: unknown,
    private readonly whole: () => unknown = () => root,
  ) {}

  private known: Values | undefined;

  /** What the subcharts' templates see: their own defaults are in it. Without their packages it is this. */
  get withDefaults(): Values {
    this.known ??= new Values(this.whole());
    return this.known;
  }

  get(path: string): unknown {
    return getPath(this.root, path.split('.'));
  }

  /** True only for a real `true`. */
  on(path: string): boolean {
    return this.get(path) === true;
  }

  number(path: string): number | undefined {
    const value = this.get(path);
    return typeof value === 'number' ? value : undefined;
  }

  /** The string, or '' when it is missing or no string. */
  text(path: string): string {
    const value = this.get(path);
    return typeof value === 'string' ? value : '';
  }

  /** A Kubernetes quantity in its base unit. */
  quantity(path: string): number | undefined {
    return parseQuantity(this.get(path));
  }

  list(path: string): unknown[] {
    const value = this.get(path);
    return Array.isArray(value) ? value : [];
  }

  /** Names in a list, or in a text with commas between them. */
  names(path: string): string[] {
    const value = this.get(path);
    const listed = Array.isArray(value) ? value.map(textOf) : textOf(value ?? '').split(',');
    return listed.map((one) => one.trim()).filter((one) => one !== '');
  }

  map(path: string): Record<string, unknown> {
    const value = this.get(path);
    return isObject(value) ? value : {};
  }

  /** Every map in the tree with its path. */
  *maps(): Generator<{ path: string[]; map: Record<string, unknown> }> {
    yield* walk(this.root, []);
  }
}

function* walk(node: unknown, path: string[]): Generator<{ path: string[]; map: Record<string, unknown> }> {
  if (Array.isArray(node)) {
    for (const [at, item] of node.entries()) yield* walk(item, [...path, String(at)]);
  } else if (isObject(node)) {
    yield { path, map: node };
    for (const [key, child] of Object.entries(node)) yield* walk(child, [...path, key]);
  }
}
