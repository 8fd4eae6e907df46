/** The image of each platform, by the builder that this machine has. */
import { join } from 'node:path';
import { StackError } from '../../deploy/errors';
import { type Context, command } from '../context';
import type { Source } from '../git';
import { type PlatformImage, readLayout } from './layout';

export const PLATFORMS = ['linux/amd64', 'linux/arm64'] as const;

/**
 * Builds one platform's image from the exported source, and checks what the builder wrote.
 * @param from the web app's folder
 * @throws StackError when it can't be built, or isn't what was asked for
 */
export async function buildImage(
  context: Context,
  { committedAt }: Source,
  platform: (typeof PLATFORMS)[number],
  from: string,
): Promise<PlatformImage> {
  const layout = join(context.folder, `image-${platform.split('/')[1]}`);
  // Files get the commit's time, so that the same source makes the same image.
  const env = { ...context.env, SOURCE_DATE_EPOCH: String(committedAt) };
  const [program, ...args] = builderCommand(context.options.builder, platform, from, layout);
  await command(context, `building the image for ${platform}`, program, args, { env });
  return readLayout(layout, platform);
}

/**
 * Refuses a release that could not build its image, before anything else is done.
 * @throws StackError without Docker's buildx, unless another builder is named
 */
export async function checkBuilder({ options, run, env, signal }: Context): Promise<void> {
  if (options.builder !== undefined) return;
  const found = await run('docker', ['buildx', 'version'], { env, signal, timeoutMs: MAX_ASK_MS }).catch(
    () => undefined,
  );
  if (found?.code === 0) return;
  throw new StackError(
    'there is nothing to build the image with: docker buildx does not respond',
    'Install Docker with buildx, or name another builder in RELEASE_BUILDER (docs/releases.md).',
  );
}

/**
 * What builds. A builder of one's own is a command for the shell that gets platform, source folder and the layout's folder as arguments.
 * The builder's own attestations stay off: they would be a second, unsigned word on what is in the image.
 */
export function builderCommand(
  own: string | undefined,
  platform: string,
  from: string,
  layout: string,
): [string, ...string[]] {
  if (own !== undefined) return ['bash', '-c', `${own} "$@"`, 'release-builder', platform, from, layout];
  const output = `type=oci,dest=${layout},tar=false,rewrite-timestamp=true`;
  return [
    'docker',
    'buildx',
    'build',
    '--platform',
    platform,
    '--provenance=false',
    '--sbom=false',
    '--output',
    output,
    from,
  ];
}

// --- internal ---

const MAX_ASK_MS = 20_000;
