/** Which of the user's values something comes from. */
import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../json';
import type { Place } from '../yaml/source';
import type { ChartKey } from './chart-tree';
import type { GivenValues, Unit } from './given-values';
import type { Problem } from './problem';
import type { Render, Renderer } from './render';

export interface Cause {
  place: Place;
  path: readonly (string | number)[];
}

/** How many renders may be spent: not seconds, so that a busy machine finds the same. */
export class RenderBudget {
  constructor(private left: number) {}

  take(renders: number): boolean {
    if (this.left < renders) return false;
    this.left -= renders;
    return true;
  }
}

/** The value at one of these paths, or what it is a part of, or its parts; the first that the user has set. */
export function causeByPath(given: GivenValues, paths: readonly (readonly string[])[]): Cause | undefined {
  for (const path of paths) {
    for (let length = path.length; length > Math.max(path.length - 2, 0); length -= 1) {
      const part = path.slice(0, length);
      const found = given.nodes.find((node) => isDeepStrictEqual(node.path.map(String), part));
      if (found) return found;
    }
  }
  return undefined;
}

/**
 * The one value of the user's that is just what stands in the object, or the one text that holds it; undefined when there are several.
 * `sure`: its key is the field's, too, so that it can hardly come from elsewhere.
 */
export function causeByValue(
  given: GivenValues,
  { value, key, field }: Problem,
): { cause: Cause; sure: boolean } | undefined {
  const same = given.nodes.filter((node) =>
    key === undefined
      ? isSame(node.value, value)
      : String(node.path.at(-1)) === key && (value === undefined || isDeepStrictEqual(plain(node.value), plain(value))),
  );
  const alike = same.map((node) => commonEnd(node.path, field));
  const most = Math.max(...alike);
  const best = same.filter((_, at) => alike[at] === most);
  const [cause] = best.length > 0 ? best : given.nodes.filter((node) => holds(node.value, key ?? value));
  return cause && best.length <= 1 ? { cause, sure: most > 0 } : undefined;
}

/** The one text of the user's that a longer one is made from, as objects' names are made from the release's. */
export function causeByPart(given: GivenValues, { value }: Problem): Cause | undefined {
  const made = given.nodes.filter((node) => isPart(node.value, value));
  const longest = Math.max(...made.map((node) => String(node.value).length));
  const [cause, another] = made.filter((node) => String(node.value).length === longest);
  return another ? undefined : cause;
}

/**
 * The value without which the problem is gone; undefined when there is none, or the budget is used up before it is found.
 * @param still whether the problem is still there
 */
export async function causeByRemoval(
  given: GivenValues,
  renderer: Renderer,
  chart: ChartKey | undefined,
  still: (render: Render) => boolean,
  budget: RenderBudget,
): Promise<Cause | undefined> {
  const units = given.units.filter(({ path }) => chart === undefined || mayReach(path, chart));
  let runs = 0;
  const gone = async (without: readonly Unit[]) => {
    const values = given.without(without, renderer.workspace, `cause-${runs++}`);
    return !still(await renderer.render(values, chart === undefined ? {} : { only: chart }));
  };
  if (units.length === 0 || !budget.take(1) || !(await gone(units))) return undefined;
  // Of the values in their order, the last one that has to go as well.
  let [keeps, goes] = [0, units.length];
  while (goes - keeps > 1) {
    const third = (goes - keeps) / 3;
    const cuts = [
      ...new Set([Math.max(keeps + 1, Math.round(keeps + third)), Math.min(goes - 1, Math.round(keeps + 2 * third))]),
    ];
    if (!budget.take(cuts.length)) return undefined;
    const results = await Promise.all(cuts.map((cut) => gone(units.slice(0, cut))));
    const first = results.indexOf(true);
    if (first >= 0) goes = cuts[first] as number;
    const lower = first < 0 ? cuts.at(-1) : cuts[first - 1];
    if (lower !== undefined) keeps = Math.max(keeps, lower);
  }
  const found = units[goes - 1] as Unit;
  // That it is this one alone, or the map that it is a part of.
  for (let length = found.path.length; length > Math.max(found.path.length - MAX_LEVELS, 0); length -= 1) {
    const path = found.path.slice(0, length);
    const within = units.filter((unit) => path.every((step, at) => unit.path[at] === step));
    if (!budget.take(1)) return undefined;
    if (await gone(within)) return given.nodes.find((node) => isDeepStrictEqual(node.path, path)) ?? found;
  }
  return undefined;
}

// --- internal ---

/** How far up a map may be that is the cause as a whole. */
const MAX_LEVELS = 3;

/** Values of other subcharts don't reach a chart's templates, but for the global ones; the outermost chart sees all. */
function mayReach(path: Unit['path'], chart: ChartKey): boolean {
  if (path.includes('global')) return true;
  return chart.every((key, at) => at >= path.length || path[at] === key) || (chart.length > 1 && path[0] === chart[0]);
}

function isSame(a: unknown, b: unknown): boolean {
  if (b === undefined || b === null || a === null) return false;
  if (typeof a === 'object' || typeof b === 'object') return !isEmpty(a) && isDeepStrictEqual(plain(a), plain(b));
  return String(a) === String(b) && String(a) !== '';
}

/** A text of several words or lines, such as a manifest, in which this stands. */
function holds(text: unknown, part: unknown): boolean {
  return typeof text === 'string' && typeof part === 'string' && part !== '' && text !== part && text.includes(part);
}

/** Shorter texts stand in others by chance. */
const MIN_PART = 3;

/** Whether the text stands in the whole with nothing but marks beside it, such as `-` or `.`. */
function isPart(part: unknown, whole: unknown): boolean {
  if (typeof part !== 'string' || typeof whole !== 'string' || part.length < MIN_PART || part === whole) return false;
  const at = whole.indexOf(part);
  const isMark = (mark: string | undefined) => mark === undefined || !/[a-zA-Z0-9]/.test(mark);
  return at >= 0 && isMark(whole[at - 1]) && isMark(whole[at + part.length]);
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

const isEmpty = (value: unknown) =>
  isObject(value) ? Object.keys(value).length === 0 : Array.isArray(value) && value.length === 0;

function commonEnd(path: Unit['path'], field: Problem['field']): number {
  let length = 0;
  while (length < Math.min(path.length, field.length) && String(path.at(-1 - length)) === String(field.at(-1 - length)))
    length += 1;
  return length;
}
