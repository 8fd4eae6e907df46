/** Leads what Helm refuses, and what is wrong with an object, back to a value, within a budget of renders. */
import { formatPath } from '../json';
import { type Cause, causeByPath, causeByRemoval, causeByValue, RenderBudget } from './cause';
import type { GivenValues } from './given-values';
import { type HelmProblem, readRefusal } from './helm-errors';
import type { ObjectCheck } from './object-check';
import { readObjects } from './objects';
import type { Problem } from './problem';
import { ENDED, type Render, type Renderer } from './render';

export class CauseSearch {
  private readonly budget = new RenderBudget(CAUSE_RENDERS);

  constructor(
    private readonly given: GivenValues,
    private readonly renderer: Renderer,
    private readonly check: ObjectCheck,
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

  async ofProblem(problem: Problem): Promise<Cause | undefined> {
    if (MONITORING.has(problem.rule)) return this.ofMonitoring(problem);
    const { object, field, message } = problem;
    const isIt = (other: Problem) => other.message === message && formatPath(other.field) === formatPath(field);
    const still = ({ manifest }: Render) =>
      manifest === undefined ||
      readObjects(manifest)
        .filter((one) => one.source === object.source)
        .some((one) => this.check.problemsOf(one).some(isIt));
    const likely = causeByValue(this.given, problem);
    if (likely?.sure) return likely.cause;
    if (likely && this.budget.take(1)) {
      // Its parts, or the list that it is an entry of.
      const units = this.given.units.filter(({ path }) =>
        likely.cause.path.every((step, at) => at >= path.length || path[at] === step),
      );
      const values = this.given.without(units, this.renderer.workspace, 'likely');
      if (units.length > 0 && !still(await this.renderer.render(values, { only: object.chart }))) return likely.cause;
    }
    return causeByRemoval(this.given, this.renderer, object.chart, still, this.budget);
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
