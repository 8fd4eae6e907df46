/**
 * Values without any effect: the render is the same without them.
 *
 * Three steps, each for what the one before left open. In one render every text and number is another one, and those that show up in it have an
 * effect. Of the rest each is taken away by itself, with the templates of its own chart alone, where a difference proves an effect. What is
 * left then is taken away from the whole, together and in halves.
 */
import { isDeepStrictEqual } from 'node:util';
import { getPath, type Json } from '../json';
import type { ChartKey } from './chart-tree';
import type { GivenValues, Unit } from './given-values';
import { isMarkable, marked, markOf } from './marks';
import { inParallel } from './parallel';
import type { Renderer } from './render';
import { SameRender } from './same-render';

export interface EffectsRequest {
  given: GivenValues;
  renderer: Renderer;
  charts: readonly ChartKey[];
  /** All values without the user's, as the templates see them. */
  defaults: Json;
  /** Whether something is known of a value already. */
  known: (path: Unit['path']) => boolean;
  milliseconds: number;
}

export interface Effects {
  /** Those of one map stand together. */
  without: Unit[][];
  /** How many values were looked into, and how many not, as the time was over. */
  tried: number;
  left: number;
}

/** @returns what has none, and what there was no time for */
export async function findWithoutEffect(request: EffectsRequest): Promise<Effects> {
  return new Search(request).run();
}

// --- internal ---

class Search {
  private readonly deadline: number;
  private readonly baselines = new Map<string, Promise<SameRender | undefined>>();
  private readonly suspects: Unit[] = [];
  private readonly open: Unit[] = [];
  private names = 0;

  constructor(private readonly request: EffectsRequest) {
    this.deadline = performance.now() + request.milliseconds;
  }

  async run(): Promise<Effects> {
    const candidates = this.request.given.units.filter((unit) => this.isCandidate(unit));
    const parts = this.byPart(candidates);
    const unproven = (await inParallel([...parts], ([, units]) => this.markIn(units))).flat();
    await inParallel(unproven, (unit) => this.removeInPart(unit));
    const without = await this.confirm(this.suspects);
    return { without: this.gathered(without), tried: candidates.length - this.open.length, left: this.open.length };
  }

  private get isOver(): boolean {
    return performance.now() > this.deadline;
  }

  /** What the default says anyway has no effect, and is no mistake; a null takes something away that may not be there. */
  private isCandidate({ path, value }: Unit): boolean {
    const { defaults, known } = this.request;
    if (value === null || known(path)) return false;
    const keys = path.map(String);
    const given = JSON.parse(JSON.stringify(value)) as Json;
    return !isDeepStrictEqual(given, JSON.parse(JSON.stringify(getPath(defaults, keys) ?? null)));
  }

  private byPart(units: readonly Unit[]): Map<string, Unit[]> {
    const parts = new Map<string, Unit[]>();
    for (const unit of units) {
      const name = JSON.stringify(this.partOf(unit) ?? null);
      parts.set(name, [...(parts.get(name) ?? []), unit]);
    }
    return parts;
  }

  /** The innermost chart whose values it is among; undefined where it may reach any. */
  private partOf({ path }: Unit): ChartKey | undefined {
    if (path.includes('global')) return undefined;
    const above = this.request.charts.filter(
      (chart) => chart.every((key, at) => path[at] === key) && chart.length < path.length,
    );
    return above.reduce<ChartKey>((best, chart) => (chart.length > best.length ? chart : best), []);
  }

  private async render(part: ChartKey | undefined, units: readonly Unit[], value: (unit: Unit) => Json | undefined) {
    const { given, renderer } = this.request;
    const values = given.changed(renderer.workspace, `effect-${this.names++}`, units, value);
    const { manifest } = await renderer.render(values, part === undefined ? {} : { only: part });
    return manifest;
  }

  /** What a part's renders are compared with; undefined for one that doesn't render by itself. */
  private baseline(part: ChartKey | undefined): Promise<SameRender | undefined> {
    const name = JSON.stringify(part ?? null);
    const known = this.baselines.get(name);
    if (known) return known;
    const made = this.makeBaseline(part);
    this.baselines.set(name, made);
    return made;
  }

  private async makeBaseline(part: ChartKey | undefined): Promise<SameRender | undefined> {
    const foreign = this.request.charts.map((chart): Unit => ({ ...NOWHERE, path: [...chart, FOREIGN_KEY] }));
    const [first, ...again] = await Promise.all([
      this.render(part, [], () => undefined),
      this.render(part, [], () => undefined),
      this.render(part, foreign, () => 'x'),
    ]);
    const others = again.filter((one) => one !== undefined);
    return first === undefined ? undefined : new SameRender(first, others);
  }

  /** @returns those that don't show up; a render that fails says nothing, and is tried in halves */
  private async markIn(units: readonly Unit[], depth = 0): Promise<Unit[]> {
    const set = units.filter(isMarkable);
    const others = units.filter((unit) => !isMarkable(unit));
    const [first] = set;
    if (!first || this.isOver) return [...units];
    const manifest = await this.render(this.partOf(first), set, (unit) => markOf(unit, set.indexOf(unit)));
    if (manifest !== undefined) {
      return [
        ...others,
        ...set.filter(({ value }, at) => !marked(value, at)?.marks.some((mark) => manifest.includes(mark))),
      ];
    }
    if (depth === MAX_HALVINGS || set.length === 1) return [...units];
    const half = Math.ceil(set.length / 2);
    const halves = [set.slice(0, half), set.slice(half)].map((one) => this.markIn(one, depth + 1));
    return [...others, ...(await Promise.all(halves)).flat()];
  }

  private async removeInPart(unit: Unit): Promise<void> {
    if (this.isOver) {
      this.open.push(unit);
      return;
    }
    const part = this.partOf(unit);
    const baseline = await this.baseline(part);
    const manifest = await this.render(part, [unit], () => undefined);
    // Without it nothing renders: that is an effect.
    if (baseline && manifest !== undefined && !baseline.is(manifest)) return;
    if (baseline && manifest === undefined) return;
    this.suspects.push(unit);
  }

  /** Those without an effect on the whole. */
  private async confirm(units: readonly Unit[]): Promise<Unit[]> {
    if (units.length === 0) return [];
    const baseline = this.isOver ? undefined : await this.baseline(undefined);
    if (!baseline || this.isOver) {
      this.open.push(...units);
      return [];
    }
    const manifest = await this.render(undefined, units, () => undefined);
    if (manifest !== undefined && baseline.is(manifest)) return [...units];
    if (units.length === 1) return [];
    const half = Math.ceil(units.length / 2);
    return (await Promise.all([units.slice(0, half), units.slice(half)].map((one) => this.confirm(one)))).flat();
  }

  /** Those of one map in which nothing has an effect are one mistake. */
  private gathered(without: readonly Unit[]): Unit[][] {
    const { given, known } = this.request;
    const silent = (unit: Unit) => without.includes(unit) || !this.isCandidate(unit);
    const groups = new Map<string, Unit[]>();
    for (const unit of given.units.filter((one) => without.includes(one))) {
      let top = unit.path;
      for (let length = unit.path.length - 1; length > 1 && !unit.option; length -= 1) {
        const path = unit.path.slice(0, length);
        const within = given.units.filter((one) => path.every((step, at) => one.path[at] === step));
        if (known(path) || !within.every(silent)) break;
        top = path;
      }
      const name = JSON.stringify(top);
      groups.set(name, [...(groups.get(name) ?? []), unit]);
    }
    return [...groups.values()];
  }
}

const MAX_HALVINGS = 4;
/** No template asks for it by name. */
const FOREIGN_KEY = 'genValuesLooksForSums';
const NOWHERE = { place: { file: '', line: 0, column: 0 }, value: null };
