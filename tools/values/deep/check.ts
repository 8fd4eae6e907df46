/**
 * What `validate --deep` does beyond `validate`: it renders the chart with its subcharts and checks what comes out. Every finding is led back
 * to the value that caused it, where that can be found.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Chart } from '../charts/chart';
import type { ValuesFile } from '../check/validate';
import type { Finding } from '../findings';
import type { Io } from '../io';
import { formatPath, type Json } from '../json';
import type { SetOption } from '../yaml/set-option';
import type { MapNode } from '../yaml/source';
import { type Cause, causeByPath, causeByRemoval, causeByValue, RenderBudget } from './cause';
import { type ChartKey, chartKeys } from './chart-tree';
import { findWithoutEffect } from './effects';
import { GivenValues, type Unit } from './given-values';
import { type HelmProblem, readRefusal, readWarnings } from './helm-errors';
import { loadSchemas, type Schemas } from './kubernetes-schemas';
import { checkMonitoring } from './monitoring';
import { checkObjectNames, checkSameNames } from './object-names';
import { checkObjectSchema } from './object-schema';
import { describeObject, type RenderedObject, readObjects } from './objects';
import type { Problem } from './problem';
import { ENDED, type Release, type Render, Renderer } from './render';

export interface DeepRequest {
  io: Io;
  chart: Chart;
  helm: string;
  files: readonly ValuesFile[];
  /** What is in the files, one for each. */
  roots: readonly MapNode[];
  options: readonly SetOption[];
  release: Release;
  /** The cluster's version; undefined: that of the schemas. */
  kubernetes?: string | undefined;
  /** What is known already: one mistake gives one finding. */
  said: readonly Finding[];
  /** All values without the user's, as the templates see them. */
  defaults: Json;
  /** How long to look for values without effect; 0: not at all. */
  effectSeconds: number;
}

export interface DeepResult {
  findings: Finding[];
  /** What couldn't be checked, a line each. */
  notes: string[];
}

/** @throws MissingPackages when a subchart's package isn't there */
export async function checkDeep(request: DeepRequest): Promise<DeepResult> {
  const workspace = mkdtempSync(path.join(tmpdir(), 'gen-values-deep-'));
  try {
    const chart = request.chart.folders(workspace);
    const schemas = loadSchemas(request.chart.definitions(), request.io);
    const renderer = new Renderer(
      request.helm,
      chart,
      request.release,
      request.kubernetes ?? schemas.version,
      workspace,
    );
    return await new DeepCheck(request, renderer, schemas, chartKeys(chart)).run();
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

// --- internal ---

/** For looking where findings come from, two at a time: a second and a half of the three that a check may take. */
const CAUSE_RENDERS = 16;
/** Each time without the values that Helm refused before. */
const MAX_ROUNDS = 3;
/** Objects of one cause that are named. */
const MAX_NAMED = 2;

class DeepCheck {
  private readonly given: GivenValues;
  private readonly findings: Finding[] = [];
  private readonly notes: string[] = [];
  private readonly budget = new RenderBudget(CAUSE_RENDERS);

  constructor(
    private readonly request: DeepRequest,
    private readonly renderer: Renderer,
    private readonly schemas: Schemas,
    private readonly charts: readonly ChartKey[],
  ) {
    this.given = new GivenValues(request.files, request.roots, request.options);
  }

  async run(): Promise<DeepResult> {
    const render = await this.renderAround();
    if (render) {
      this.findings.push(...this.dropped(render.warnings));
      await this.checkObjects(readObjects(render.manifest));
      if (this.request.effectSeconds > 0) await this.lookForEffects(this.request.effectSeconds);
    }
    return { findings: this.findings, notes: this.notes };
  }

  /** A render of as much of the values as Helm takes. */
  private async renderAround(): Promise<Extract<Render, { manifest: string }> | undefined> {
    const whole = this.given.whole(this.renderer.workspace);
    let render = await this.renderer.render(whole, { schemas: true });
    if (render.refusal !== undefined && isSchema(render.refusal)) {
      await this.refused(readRefusal(render.refusal));
      render = await this.renderer.render(whole);
    }
    for (let round = 0; round < MAX_ROUNDS && render.refusal !== undefined; round += 1) {
      const errors = this.request.said.filter(({ severity }) => severity === 'error').map(({ path: one }) => one);
      const changed = [await this.refused(readRefusal(render.refusal)), round === 0 && this.leaveOut(errors)];
      if (!changed.includes(true)) break;
      render = await this.renderer.render(this.given.without([], this.renderer.workspace, `round-${round}`));
    }
    if (render.refusal === undefined) return render;
    this.notes.push('objects were not checked: Helm renders none until the errors above are mended');
    return undefined;
  }

  /** Goes on without what is at these paths, or what they are parts of. @returns whether that changes anything */
  private leaveOut(paths: readonly (readonly (string | number)[])[]): boolean {
    const named = paths.filter(({ length }) => length > 0);
    const touches = (unit: Unit) =>
      named.some((one) =>
        one.every((step, at) => unit.path[at] === undefined || String(unit.path[at]) === String(step)),
      );
    return this.given.leaveOut(this.given.units.filter(touches));
  }

  /** @returns whether there is something to go on without */
  private async refused(problems: readonly HelmProblem[]): Promise<boolean> {
    let changed = false;
    for (const problem of problems) {
      if (this.isSaid(problem.message)) continue;
      // The schema of the outermost chart, ours, has been applied before, and in better words.
      const doubled = problem.rule === 'subchart-schema' && this.hasErrors();
      const named = causeByPath(this.given, doubled ? problem.paths.slice(0, 1) : problem.paths);
      const cause = named ?? (await this.causeOfRefusal(problem));
      if (doubled && !cause) continue;
      if (cause && this.leaveOut([cause.path])) changed = true;
      this.add(cause, problem.rule, 'error', problem.message, problem.fix);
    }
    return changed;
  }

  private causeOfRefusal({ chart, message, rule }: HelmProblem): Promise<Cause | undefined> {
    if (rule === 'subchart-schema') return Promise.resolve(undefined);
    if (message.startsWith(ENDED)) return this.causeOfEnd();
    const still = ({ refusal }: Render) =>
      refusal !== undefined && readRefusal(refusal).some((one) => one.message === message);
    return causeByRemoval(this.given, this.renderer, chart, still, this.budget);
  }

  private hasErrors(): boolean {
    return this.request.said.some(({ severity }) => severity === 'error');
  }

  /** To try one value after the other would take a time limit each: only a text that is a template itself can be without end. */
  private async causeOfEnd(): Promise<Cause | undefined> {
    const templates = this.given.units.filter(({ value }) => JSON.stringify(value).includes('{{'));
    const [first] = templates;
    if (!first || templates.length > 1) return undefined;
    const { refusal = '' } = await this.renderer.render(this.given.without([first], this.renderer.workspace, 'end'));
    return refusal.startsWith(ENDED) ? undefined : first;
  }

  /** The chart's template and the tool's rule say the same in the same words. */
  private isSaid(message: string): boolean {
    const words = plainWords(message);
    return this.request.said.some(
      (one) => one.message.length > MIN_SENTENCE && words.includes(plainWords(one.message)),
    );
  }

  private dropped(warnings: string): Finding[] {
    return readWarnings(warnings).flatMap(({ path, message }): Finding[] => {
      const cause = causeByPath(this.given, [path]);
      if (!cause || this.isKnown(cause.path)) return [];
      return [{ ...cause, severity: 'warning', rule: 'helm-render', message }];
    });
  }

  private async checkObjects(objects: readonly RenderedObject[]): Promise<void> {
    const elsewhere = new Set<string>();
    const bySchema = objects.flatMap((object) => this.checkObject(object, elsewhere));
    const wrong = new Set(bySchema.map(({ object }) => object));
    const problems = [
      ...(await this.withoutReleaseName(bySchema)),
      ...checkSameNames(objects, this.request.release.namespace),
      ...(await this.checkMonitoring(objects.filter((object) => !wrong.has(object)))),
    ];
    if (elsewhere.size > 0)
      this.notes.push(`not checked, as their definitions aren't here: ${[...elsewhere].join(', ')}`);
    for (const group of grouped(problems)) await this.report(group);
  }

  private async checkMonitoring(objects: readonly RenderedObject[]): Promise<Problem[]> {
    const { problems, notes } = await checkMonitoring(objects, this.renderer.workspace);
    this.notes.push(...notes);
    return problems;
  }

  /** Names and labels that are only wrong because of the release's name are one mistake. */
  private async withoutReleaseName(problems: readonly Problem[]): Promise<Problem[]> {
    const { release } = this.request;
    const named = problems.filter(({ value }) => typeof value === 'string' && value.includes(release.name));
    if (named.length === 0) return [...problems];
    const values = this.given.without([], this.renderer.workspace, 'release');
    const other = await this.renderer.render(values, { release: { ...release, name: 'r' } });
    if (other.manifest === undefined) return [...problems];
    const elsewhere = new Set<string>();
    const idOf = ({ object, field, rule }: Problem) => JSON.stringify([object.source, object.kind, field, rule]);
    const still = new Set(
      readObjects(other.manifest)
        .flatMap((object) => this.checkObject(object, elsewhere))
        .map(idOf),
    );
    const gone = named.filter((problem) => !still.has(idOf(problem)));
    const [first] = gone;
    if (!first) return [...problems];
    const place = { file: `--release ${release.name}`, line: 0, column: 0 };
    const more = gone.length > 1 ? `, and ${gone.length - 1} more like it` : '';
    const message = `makes names that Kubernetes refuses: ${describeObject(first.object)}: ${formatPath(first.field)} ${first.message}${more}`;
    const fix = 'take a short name of lower-case letters, digits and `-` that begins with a letter';
    this.findings.push({ place, path: [], severity: 'error', rule: first.rule, message, fix });
    return problems.filter((problem) => !gone.includes(problem));
  }

  private checkObject(object: RenderedObject, elsewhere: Set<string>): Problem[] {
    const bySchema = checkObjectSchema(object, this.schemas, elsewhere, this.request.kubernetes);
    const fields = new Set(bySchema.map(({ field }) => formatPath(field)));
    return [...bySchema, ...checkObjectNames(object).filter(({ field }) => !fields.has(formatPath(field)))];
  }

  /** One finding for what several objects got from one value. */
  private async report(problems: readonly Problem[]): Promise<void> {
    const [first] = problems as [Problem];
    const cause = await this.causeOf(first);
    const { object, field, rule, severity, message, fix } = first;
    const where = `${describeObject(object)}${field.length > 0 ? `: ${formatPath(field)}` : ''}`;
    const others = [...new Set(problems.slice(1).map((one) => describeObject(one.object)))].filter(
      (one) => one !== describeObject(object),
    );
    const more = others.length > MAX_NAMED ? ` and ${others.length - MAX_NAMED} more` : '';
    const aside = others.length > 0 ? `; likewise in ${others.slice(0, MAX_NAMED).join(', ')}${more}` : '';
    if (cause) this.add(cause, rule, severity, `${where} ${message}${aside}`, fix);
    else
      this.add(
        undefined,
        rule,
        severity,
        `${formatPath(field) || 'it'} ${message}${aside} (${object.source})`,
        fix,
        describeObject(object),
      );
  }

  private async causeOf(problem: Problem): Promise<Cause | undefined> {
    const { object, field, message } = problem;
    const elsewhere = new Set<string>();
    const still = ({ manifest }: Render) =>
      manifest === undefined ||
      readObjects(manifest)
        .filter((one) => one.source === object.source)
        .some((one) =>
          this.checkObject(one, elsewhere).some(
            (other) => other.message === message && formatPath(other.field) === formatPath(field),
          ),
        );
    if (MONITORING.has(problem.rule)) return this.causeOfMonitoring(problem);
    const likely = causeByValue(this.given, problem);
    if (likely?.sure) return likely.cause;
    if (likely && this.budget.take(1)) {
      const units = this.given.units.filter(({ path }) => likely.cause.path.every((step, at) => path[at] === step));
      const values = this.given.without(units, this.renderer.workspace, 'likely');
      if (units.length > 0 && !still(await this.renderer.render(values, { only: object.chart }))) return likely.cause;
    }
    return causeByRemoval(this.given, this.renderer, object.chart, still, this.budget);
  }

  /** To run promtool for each render would take too long: the text itself tells, or the part of the values that it is made from. */
  private causeOfMonitoring(problem: Problem): Cause | undefined {
    const likely = causeByValue(this.given, problem);
    if (likely) return likely.cause;
    const parts = problem.rule === 'alertmanager-config' ? ['stringConfig', 'config'] : [];
    const named = parts.flatMap((part) =>
      this.given.nodes.filter(({ path: one }) => one.at(-1) === part && one.at(-2) === 'alertmanager'),
    );
    return named[0];
  }

  private async lookForEffects(seconds: number): Promise<void> {
    const { given, renderer, charts } = this;
    const { defaults } = this.request;
    const known = (path: readonly (string | number)[]) => this.isKnown(path) || this.isSaidIneffective(path);
    const milliseconds = seconds * 1000;
    const found = await findWithoutEffect({ given, renderer, charts, defaults, known, milliseconds });
    for (const [{ place, path }, ...others] of found.without as [Unit, ...Unit[]][]) {
      const listed = others.slice(0, MAX_NAMED).map((one) => formatPath(one.path));
      const more = others.length > MAX_NAMED ? ` and ${others.length - MAX_NAMED} more` : '';
      const aside =
        others.length === 0 ? '' : ` (nor ${others.length === 1 ? 'has' : 'have'} ${listed.join(', ')}${more})`;
      const message = `has no effect${aside}: what is rendered is the same without it`;
      const fix = 'delete it, or look for the value that stands in its way';
      this.findings.push({ place, path, severity: 'warning', rule: 'ineffective-value', message, fix });
    }
    if (found.left > 0)
      this.notes.push(
        `whether they have an effect was found for ${found.tried} values; for ${found.left} more ${seconds} s were too short (--effect-seconds)`,
      );
  }

  /** One finding may name several keys of one map. */
  private isSaidIneffective(path: readonly (string | number)[]): boolean {
    return this.request.said.some(({ path: one, message, severity }) => {
      if (severity !== 'warning' || one.length === 0) return false;
      const under = (start: readonly (string | number)[]) =>
        start.every((step, at) => String(path[at]) === String(step));
      if (under(one)) return true;
      const beside = under(one.slice(0, -1)) && path.length >= one.length;
      return beside && (/ and \d+ more\)/.test(message) || message.includes(` ${String(path[one.length - 1])}`));
    });
  }

  private add(
    cause: Cause | undefined,
    rule: Finding['rule'],
    severity: Finding['severity'],
    message: string,
    fix: string | undefined,
    object?: string,
  ): void {
    if (cause && this.isKnown(cause.path)) return;
    const place = cause?.place ?? { file: object ?? this.request.files[0]?.name ?? '--set', line: 0, column: 0 };
    this.findings.push({ place, path: cause?.path ?? [], severity, rule, message, fix });
  }

  /** Whether the value has an error already, or a part of it has, or what it is a part of. */
  private isKnown(path: readonly (string | number)[]): boolean {
    const errors = [...this.request.said, ...this.findings].filter(
      ({ severity, path: one }) => severity === 'error' && one.length > 0,
    );
    return errors.some(({ path: one }) =>
      one.slice(0, path.length).every((step, at) => String(step) === String(path[at])),
    );
  }
}

const MONITORING = new Set(['prometheus-rules', 'alertmanager-config']);

/** A shorter text may stand in another one by chance. */
const MIN_SENTENCE = 20;

const isSchema = (refusal: string) => refusal.includes("don't meet the specifications of the schema(s)");
const plainWords = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/** Those of one template's making, and those that say the same of the same value. */
function grouped(problems: readonly Problem[]): Problem[][] {
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) {
    const { rule, message, key, field } = problem;
    const id = JSON.stringify([rule, message, key, field.at(-1)]);
    groups.set(id, [...(groups.get(id) ?? []), problem]);
  }
  return [...groups.values()];
}
