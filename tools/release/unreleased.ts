/** Whether a version may be released. */
import { StackError } from '../deploy/errors';
import type { Context } from './context';
import type { Source } from './git';
import { REVISION } from './image/index';
import { chartRepository, imageRepository } from './published';
import { fetchManifest, resolve } from './registry';

/**
 * Refuses a version that is there. The chart's tag is the last thing that a release does; where the image's alone is there, a release was
 * interrupted between the two.
 * @returns the digest of the image that this commit's interrupted release has tagged
 * @throws StackError for a version that is released, or whose image is another commit's
 */
export async function requireUnreleased(context: Context, { commit }: Source): Promise<string | undefined> {
  const { version, registry } = context.options;
  const chart = `${chartRepository(registry)}:${version}`;
  if ((await resolve(context, chart)) !== undefined) {
    throw new StackError(
      `${version} is released already: ${chart}`,
      'A version is never released twice: choose the next one.',
    );
  }
  const reference = `${imageRepository(registry)}:${version}`;
  const image = await resolve(context, reference);
  if (image === undefined) return undefined;
  const manifest = JSON.parse(await fetchManifest(context, reference)) as { annotations?: Record<string, string> };
  const revision = manifest.annotations?.[REVISION] ?? 'unknown';
  if (revision !== commit) {
    throw new StackError(
      `${reference} is there already, of commit ${revision}`,
      'Check that commit out to end its release, or choose the next version.',
    );
  }
  return image;
}
