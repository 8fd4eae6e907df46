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
import { checkBetween } from './between-objects';
import { causeByPath } from './cause';
import { CauseSearch } from './cause-search';
import { type ChartKey, chartKeys } from './chart-tree';
import { effectFindings } from './effect-findings';
import { findWithoutEffect } from './effects';
import { GivenValues, type Unit } from './given-values';
import { type HelmProblem, readRefusal, readWarnings } from './helm-errors';
import { KnownFindings } from './known-findings';
import { loadSchemas, type Schemas } from './kubernetes-schemas';
import { checkMonitoring } from './monitoring';
import { grouped, ObjectCheck } from './object-check';
import { describeObject, type RenderedObject, readObjects } from './objects';
import type { Problem } from './problem';
import { findBadReleaseName } from './release-name';
import { type Release, type Render, Renderer } from './render';

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
    const chart = await request.chart.folders(workspace);
    const schemas = loadSchemas(await request.chart.definitions(), request.io);
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

/** Each time without the values that Helm refused before. */
const MAX_ROUNDS = 3;
/** Objects of one cause that are named. */
const MAX_NAMED = 2;

class DeepCheck {
  private readonly given: GivenValues;
  private readonly known: KnownFindings;
  private readonly check: ObjectCheck;
  private readonly causes: CauseSearch;
  private readonly notes: string[] = [];

  constructor(
    private readonly request: DeepRequest,
    private readonly renderer: Renderer,
    schemas: Schemas,
    private readonly charts: readonly ChartKey[],
  ) {
    this.given = new GivenValues(request.files, request.roots, request.options);
    this.known = new KnownFindings(request.said, request.files[0]?.name ?? '--set');
    this.check = new ObjectCheck(schemas, request.kubernetes);
    this.causes = new CauseSearch(this.given, renderer, this.check, this.known, request.release.namespace);
  }

  async run(): Promise<DeepResult> {
    const render = await this.renderAround();
    if (render) {
      this.addDropped(render.warnings);
      await this.checkObjects(readObjects(render.manifest));
      // What was left out may be what the others wait for.
      if (this.request.effectSeconds > 0 && this.given.isWhole) await this.lookForEffects(this.request.effectSeconds);
    }
    return { findings: this.known.found, notes: this.notes };
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
      const changed = [
        await this.refused(readRefusal(render.refusal)),
        round === 0 && this.leaveOut(this.known.errorPaths),
      ];
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
      if (this.known.hasWords(problem.message)) continue;
      // The schema of the outermost chart, ours, has been applied before, and in better words.
      const doubled = problem.rule === 'subchart-schema' && this.known.errorPaths.length > 0;
      const cause = await this.causes.ofRefusal(problem, doubled ? problem.paths.slice(0, 1) : problem.paths);
      if (doubled && !cause) continue;
      if (cause && this.leaveOut([cause.path])) changed = true;
      this.known.add(cause, { ...problem, severity: 'error' });
    }
    return changed;
  }

  private addDropped(warnings: string): void {
    for (const { path: at, message } of readWarnings(warnings)) {
      const cause = causeByPath(this.given, [at]);
      if (cause && !this.known.hasWarned(cause.path))
        this.known.add(cause, { severity: 'warning', rule: 'helm-render', message });
    }
  }

  private async checkObjects(objects: readonly RenderedObject[]): Promise<void> {
    const bySchema = objects.flatMap((object) => this.check.problemsOf(object));
    const wrong = new Set(bySchema.map(({ object }) => object));
    const { release } = this.request;
    const unchanged = this.given.without([], this.renderer.workspace, 'release');
    const { finding, rest } = await findBadReleaseName(bySchema, release, this.renderer, unchanged, this.check);
    if (finding) this.known.found.push(finding);
    const sound = objects.filter((object) => !wrong.has(object));
    const monitoring = await checkMonitoring(sound, this.renderer.workspace);
    this.notes.push(...monitoring.notes);
    const problems = [...rest, ...checkBetween(objects, release.namespace), ...monitoring.problems];
    const { undefinedKinds } = this.check;
    if (undefinedKinds.size > 0)
      this.notes.push(`not checked, as their definitions aren't here: ${[...undefinedKinds].join(', ')}`);
    for (const group of grouped(problems)) await this.report(group, objects);
  }

  /** One finding for what several objects got from one value. */
  private async report(problems: readonly Problem[], objects: readonly RenderedObject[]): Promise<void> {
    const [first] = problems as [Problem];
    const cause = await this.causes.ofProblem(first, objects);
    const { object, field, message } = first;
    const named = describeObject(object);
    const others = [...new Set(problems.map((one) => describeObject(one.object)))].filter((one) => one !== named);
    const more = others.length > MAX_NAMED ? ` and ${others.length - MAX_NAMED} more` : '';
    const aside = others.length > 0 ? `; likewise in ${others.slice(0, MAX_NAMED).join(', ')}${more}` : '';
    const at = formatPath(field);
    if (cause) {
      const where = field.length > 0 ? `${named}: ${at}` : named;
      this.known.add(cause, { ...first, message: `${where} ${message}${aside}` });
    } else {
      this.known.add(undefined, { ...first, message: `${at || 'it'} ${message}${aside} (${object.source})` }, named);
    }
  }

  private async lookForEffects(seconds: number): Promise<void> {
    const { given, renderer, charts } = this;
    const { defaults } = this.request;
    const known = (at: Unit['path']) => this.known.has(at) || this.known.hasWarned(at);
    const milliseconds = seconds * 1000;
    const effects = await findWithoutEffect({ given, renderer, charts, defaults, known, milliseconds });
    this.known.found.push(...effectFindings(effects));
    if (effects.left > 0)
      this.notes.push(
        `whether they have an effect was found for ${effects.tried} values; for ${effects.left} more ${seconds} s were too short (--effect-seconds)`,
      );
  }
}

const isSchema = (refusal: string) => refusal.includes("don't meet the specifications of the schema(s)");
