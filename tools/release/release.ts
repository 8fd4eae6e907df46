/**
 * A release, from the checked-out commit to its tags. Everything is pushed by digest first; the tags, which users ask for, come last. What an
 * interrupted release leaves behind is reachable by digest alone, and the same command begins anew.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../deploy/errors';
import { type Note, Steps } from '../deploy/steps';
import { ChartRelease } from './chart/release-chart';
import type { Context } from './context';
import { readSource, type Source } from './git';
import { checkBuilder } from './image/build';
import { ImageRelease } from './image/release-image';
import { type Changes, readChanges } from './notes/notes';
import { notesText } from './notes/text';
import { type Prepared, prepare } from './prepare';
import { checkSigner } from './signing/cosign';
import { provenance } from './signing/provenance';
import { requireUnreleased } from './unreleased';

/** The digests that stand in the registry after a release. */
export interface Released {
  image: string;
  chart: string;
}

/** @throws StackError when the version is there already, or when a step fails: then it isn't released, and users find nothing under it */
export async function release(context: Context): Promise<Released> {
  const { options, folder, output } = context;
  const startedAt = context.now();
  let source: Source;
  let changes: Changes;
  let prepared: Prepared;
  let image: ImageRelease;
  let chart: ChartRelease;
  /** Set by an interrupted release of this commit, which has ended all work on the image. */
  let taggedImage: string | undefined;
  const imageDigest = () => taggedImage ?? image.digest;
  const unlessTagged = (work: () => Promise<void>) => async (note: Note) => {
    if (taggedImage === undefined) await work();
    else note('there since the release that was interrupted');
  };
  let released: Released = { image: '', chart: '' };

  await new Steps(output)
    .add('checks', async (note) => {
      source = await readSource(context);
      changes = await readChanges(context, source);
      await checkBuilder(context);
      await checkSigner(context);
      taggedImage = await requireUnreleased(context, source);
      note(
        `commit ${source.commit.slice(0, 12)}, ${changes.changes.length} changes since ${changes.since ?? 'the beginning'}`,
      );
    })
    .add('source and subcharts', async () => {
      prepared = await prepare(context, source);
      image = new ImageRelease(context, source);
      chart = new ChartRelease(context, source, prepared);
    })
    .add(
      'image for each platform',
      unlessTagged(() => image.build(prepared.webapp)),
    )
    .add(
      'lists of packages (SBOM)',
      unlessTagged(() => image.listPackages()),
    )
    .add(
      'image pushed',
      unlessTagged(() => image.push()),
    )
    .add(
      'image signed',
      unlessTagged(() => image.sign(provenance(context, source, startedAt, prepared.materials))),
    )
    .add('chart packed', () => chart.pack(imageDigest(), changes.changes))
    .add('chart pushed', () => chart.push())
    .add('chart signed', () => {
      const sha256 = imageDigest().slice('sha256:'.length);
      const materials = [...prepared.materials, { uri: `oci://${image.repository}`, digest: { sha256 } }];
      return chart.sign(provenance(context, source, startedAt, materials));
    })
    .add('tags', async (note) => {
      released = { image: imageDigest(), chart: chart.digest };
      const notes = join(folder, 'notes.md');
      writeFileSync(notes, notesText(options, changes, released));
      // A tag is never moved.
      if ((await requireUnreleased(context, source)) !== taggedImage) {
        const wait = 'Let one of the two end; run the same command again if that fails.';
        throw new StackError(`somebody else is releasing ${options.version}, too`, wait);
      }
      if (taggedImage === undefined) await image.setTag();
      await chart.setTag();
      note(`release notes: ${notes}`);
    })
    .run();
  return released;
}
