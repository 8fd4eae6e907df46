/** The image's part of a release. Nothing of it is under a tag before `setTag`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../context';
import type { Source } from '../git';
import { imageRepository } from '../published';
import { pushLayout, pushManifest, tag } from '../registry';
import { attest, sign, writeStatement } from '../signing/cosign';
import { sourceUrl } from '../signing/provenance';
import { writeSbom } from '../signing/sbom';
import { buildImage, PLATFORMS } from './build';
import { imageIndex, REVISION } from './index';
import type { PlatformImage } from './layout';

export class ImageRelease {
  readonly repository: string;
  private images: PlatformImage[] = [];
  private sboms: string[] = [];
  private index = { digest: '', text: '' };

  constructor(
    private readonly context: Context,
    private readonly source: Source,
  ) {
    this.repository = imageRepository(context.options.registry);
  }

  /** Of the index over all platforms. */
  get digest(): string {
    return this.index.digest;
  }

  /** @param from the web app's folder */
  async build(from: string): Promise<void> {
    for (const platform of PLATFORMS) this.images.push(await buildImage(this.context, this.source, platform, from));
    this.index = imageIndex(this.images, annotations(this.context, this.source));
    writeFileSync(this.indexFile, this.index.text);
  }

  async listPackages(): Promise<void> {
    this.sboms = await Promise.all(this.images.map((image) => writeSbom(this.context, image)));
  }

  async push(): Promise<void> {
    for (const { folder, descriptor } of this.images) {
      await pushLayout(this.context, folder, descriptor.digest, this.repository);
    }
    await pushManifest(this.context, this.indexFile, this.digest, this.repository);
  }

  /** @param provenance what it was built from */
  async sign(provenance: object): Promise<void> {
    const { context, repository } = this;
    const attestList = ({ descriptor }: PlatformImage, i: number) =>
      attest(context, `${repository}@${descriptor.digest}`, 'spdxjson', this.sboms[i] ?? '');
    await Promise.all(this.images.map(attestList));
    // One after the other: where the registry has no referrers API, each of them changes the same list.
    const reference = `${repository}@${this.digest}`;
    await attest(context, reference, 'slsaprovenance1', writeStatement(context, 'image-provenance.json', provenance));
    await sign(context, reference);
  }

  async setTag(): Promise<void> {
    await tag(this.context, this.repository, this.digest, this.context.options.version);
  }

  private get indexFile(): string {
    return join(this.context.folder, 'image-index.json');
  }
}

// --- internal ---

function annotations({ options: { version }, env }: Context, { commit, committedAt }: Source): Record<string, string> {
  return {
    'org.opencontainers.image.title': 'tme1crv web app',
    'org.opencontainers.image.version': version,
    [REVISION]: commit,
    'org.opencontainers.image.created': new Date(committedAt * 1000).toISOString(),
    'org.opencontainers.image.source': sourceUrl(env),
    'org.opencontainers.image.licenses': 'Apache-2.0',
  };
}
