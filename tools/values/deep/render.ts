/** Renders the chart with the given values, whole or in part. */
import path from 'node:path';
import { type ChartFolder, type ChartKey, layOut } from './chart-tree';
import { HELM_LIMITS, type HelmLimits, runHelm } from './helm';

export interface Release {
  name: string;
  namespace: string;
}

/** How the refusal of a render begins that met a limit. */
export const ENDED = 'Helm was ended: it ';

export type Render =
  | { manifest: string; warnings: string; refusal?: undefined }
  | { manifest?: undefined; warnings: string; refusal: string };

export class Renderer {
  private readonly parts = new Map<string, string>();

  constructor(
    private readonly helm: string,
    private readonly chart: ChartFolder,
    private readonly release: Release,
    /** Of the Kubernetes that the objects are for. */
    private readonly kubernetes: string,
    /** Where files for Helm are put. */
    readonly workspace: string,
    private readonly limits: HelmLimits = HELM_LIMITS,
  ) {}

  /**
   * What the templates of one chart, or of all, make of the values.
   * @param values Helm's arguments for them
   */
  async render(
    values: readonly string[],
    { only, schemas = false, release = this.release }: RenderOptions = {},
  ): Promise<Render> {
    const args = [
      ...['template', release.name, this.part(only), '--namespace', release.namespace],
      ...['--kube-version', this.kubernetes, ...(schemas ? [] : ['--skip-schema-validation'])],
      ...values,
    ];
    const { code, stdout, stderr, ended } = await runHelm(this.helm, args, this.limits);
    const lines = stderr.split('\n').filter((line) => !NOISE.test(line));
    const warnings = lines.filter((line) => WARNING.test(line)).join('\n');
    if (ended) return { warnings, refusal: `${ENDED}${ended}` };
    if (code === 0) return { manifest: stdout, warnings };
    const refusal = lines
      .filter((line) => !WARNING.test(line))
      .join('\n')
      .trim();
    return { warnings, refusal: refusal || `helm template failed with exit code ${code}` };
  }

  private part(only: ChartKey | undefined): string {
    const name = only === undefined ? 'whole' : `part-${only.join('_')}`;
    const known = this.parts.get(name);
    if (known) return known;
    // The folder's name isn't seen by the templates.
    const target = path.join(this.workspace, name);
    layOut(target, this.chart, (key) => only === undefined || key.join('/') === only.join('/'));
    this.parts.set(name, target);
    return target;
  }
}

export interface RenderOptions {
  /** The chart whose templates are rendered. @default all */
  only?: ChartKey;
  /** Whether Helm applies the charts' values.schema.json. @default false */
  schemas?: boolean;
  release?: Release;
}

// --- internal ---

/** What the loader says of our links, and what is said of every error. */
const NOISE = /found symbolic link in path|^Use --debug flag/;
/** Values that Helm drops because a chart's default is of another kind. */
const WARNING = /(^|\s)(coalesce|values)\.go:\d+: |^(level=WARN|time=\S+ level=WARN)|warning: /i;
