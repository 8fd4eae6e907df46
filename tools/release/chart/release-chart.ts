/** The chart's part of a release. Nothing of it is under a tag before `setTag`, with which the version is released. */
import type { Context } from '../context';
import type { Source } from '../git';
import type { Change } from '../notes/notes';
import type { Prepared } from '../prepare';
import { chartRepository } from '../published';
import { tag } from '../registry';
import { attest, sign, writeStatement } from '../signing/cosign';
import { annotations } from './annotations';
import { imagesOf } from './images';
import { packageChart, pushChart } from './package';
import { chartSbom } from './sbom';
import { annotateChart, stampChart } from './stamp';

export class ChartRelease {
  readonly repository: string;
  digest = '';
  private file = '';
  private images: string[] = [];

  constructor(
    private readonly context: Context,
    private readonly source: Source,
    private readonly prepared: Prepared,
  ) {
    this.repository = chartRepository(context.options.registry);
  }

  /** @param imageDigest what the chart installs */
  async pack(imageDigest: string, changes: readonly Change[]): Promise<void> {
    const { context } = this;
    const { chart } = this.prepared;
    const { version, registry } = context.options;
    stampChart(chart, version, { registry, digest: imageDigest });
    this.images = await imagesOf(context, chart);
    annotateChart(chart, annotations(version, changes, this.images));
    this.file = await packageChart(context, chart);
  }

  async push(): Promise<void> {
    this.digest = await pushChart(this.context, this.prepared.chart, this.file, this.repository);
  }

  /** @param provenance what it was built from */
  async sign(provenance: object): Promise<void> {
    const { context, source, prepared, images } = this;
    const reference = `${this.repository}@${this.digest}`;
    const sbom = chartSbom(context.options.version, source.committedAt, prepared.subcharts, images);
    await attest(context, reference, 'spdxjson', writeStatement(context, 'sbom-chart.spdx.json', sbom));
    await attest(context, reference, 'slsaprovenance1', writeStatement(context, 'chart-provenance.json', provenance));
    await sign(context, reference);
  }

  async setTag(): Promise<void> {
    await tag(this.context, this.repository, this.digest, this.context.options.version);
  }
}
