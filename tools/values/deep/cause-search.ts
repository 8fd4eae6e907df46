/** Leads what Helm refuses, and what is wrong with an object, back to a value, within a budget of renders. */
import { formatPath } from '../json';
import { checkBetween } from './between-objects';
import { type Cause, causeByPart, causeByPath, causeByRemoval, causeByValue, RenderBudget } from './cause';
import type { GivenValues } from './given-values';
import { type HelmProblem, readRefusal } from './helm-errors';
import type { KnownFindings } from './known-findings';
import type { ObjectCheck } from './object-check';
import { type RenderedObject, readObjects } from './objects';
import type { Problem } from './problem';
import { ENDED, type Render, type Renderer } from './render';

export class CauseSearch {
  private readonly budget = new RenderBudget(CAUSE_RENDERS);

  constructor(
    private readonly given: GivenValues,
    private readonly renderer: Renderer,
    private readonly check: ObjectCheck,
    private readonly known: KnownFindings,
    private readonly namespace: string,
  ) {}

  /** @param paths where the refusal says that it comes from */
  async ofRefusal({ chart, message, rule }: HelmProblem, paths: HelmProblem['paths']): Promise<Cause | undefined> {
    const named = causeByPath(this.given, paths);
    if (named || rule === 'subchart-schema') return named;
    if (message.startsWith(ENDED)) return this.ofEnd();
    const still = ({ refusal }: Render) =>
      refusal !== undefined && readRefusal(refusal).some((one) => one.message === message);
    return causeByRemoval(this.given, this.renderer, chart, still, this.budget);
  }

  /** @param objects everything that was rendered */
  async ofProblem(problem: Problem, objects: readonly RenderedObject[]): Promise<Cause | undefined> {
    if (MONITORING.has(problem.rule)) return this.ofMonitoring(problem);
    const { object } = problem;
    const still = (render: Render) => this.isStill(problem, objects, render);
    const same = causeByValue(this.given, problem);
    if (same?.sure) return same.cause;
    const part = same ? undefined : causeByPart(this.given, problem);
    // A name that is wrong makes all those wrong that are made from it.
    if (part && this.known.has(part.path)) return part;
    const likely = same?.cause ?? part;
    if (likely && this.budget.take(1)) {
      // Its parts, or the list that it is an entry of.
      const units = this.given.units.filter(({ path }) =>
        likely.path.every((step, at) => at >= path.length || path[at] === step),
      );
      const values = this.given.without(units, this.renderer.workspace, 'likely');
      if (units.length > 0 && !still(await this.renderer.render(values, { only: object.chart }))) return likely;
    }
    return causeByRemoval(this.given, this.renderer, object.chart, still, this.budget);
  }

  /** @param objects of the other charts, which a render of one doesn't have */
  private isStill(
    { object, field, message }: Problem,
    objects: readonly RenderedObject[],
    { manifest }: Render,
  ): boolean {
    if (manifest === undefined) return true;
    const own = readObjects(manifest);
    const others = objects.filter(({ chart }) => formatPath(chart) !== formatPath(object.chart));
    const ofTemplate = own.filter(({ source }) => source === object.source);
    const problems = [
      ...ofTemplate.flatMap((one) => this.check.problemsOf(one)),
      ...checkBetween([...others, ...own], this.namespace).filter((one) => ofTemplate.includes(one.object)),
    ];
    return problems.some((one) => one.message === message && formatPath(one.field) === formatPath(field));
  }

  /** To try one value after the other would take a time limit each: only a text that is a template itself can be without end. */
  private async ofEnd(): Promise<Cause | undefined> {
    const templates = this.given.units.filter(({ value }) => JSON.stringify(value).includes('{{'));
    const [first] = templates;
    if (!first || templates.length > 1) return undefined;
    const { refusal = '' } = await this.renderer.render(this.given.without([first], this.renderer.workspace, 'end'));
    return refusal.startsWith(ENDED) ? undefined : first;
  }

  /** To run promtool for each render would take too long: the text itself tells, or the part of the values that it is made from. */
  private ofMonitoring(problem: Problem): Cause | undefined {
    const likely = causeByValue(this.given, problem);
    if (likely) return likely.cause;
    const parts = problem.rule === 'alertmanager-config' ? ['stringConfig', 'config'] : [];
    const named = parts.flatMap((part) =>
      this.given.nodes.filter(({ path: one }) => one.at(-1) === part && one.at(-2) === 'alertmanager'),
    );
    return named[0];
  }
}

// --- internal ---

/** For looking where findings come from, two at a time: a second and a half of the three that a check may take. */
const CAUSE_RENDERS = 16;

const MONITORING = new Set(['prometheus-rules', 'prometheus-config', 'alertmanager-config']);
