/** The list of what is in an image: an SPDX document, by syft. */
import { join } from 'node:path';
import { type Context, command } from '../context';
import type { PlatformImage } from '../image/layout';
import { IMAGE_NAME } from '../published';

/** Writes the SBOM of one platform's image. @returns its file */
export async function writeSbom(context: Context, { folder, descriptor }: PlatformImage): Promise<string> {
  const { architecture } = descriptor.platform;
  const file = join(context.folder, `sbom-${architecture}.spdx.json`);
  const { version } = context.options;
  const args = [
    'scan',
    `oci-dir:${folder}`,
    '--output',
    `spdx-json=${file}`,
    '--source-name',
    IMAGE_NAME,
    '--source-version',
    version,
  ];
  const env = { ...context.env, SYFT_CHECK_FOR_APP_UPDATE: 'false' };
  await command(context, `listing the packages of the image for ${architecture}`, context.tools.syft, args, { env });
  return file;
}
