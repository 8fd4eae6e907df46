/** An OCI image layout, as the builder has written it for one platform. */
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../../deploy/errors';
import { isObject } from '../../values/json';

/** How a manifest names a blob or another manifest. */
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  platform?: Platform;
}

export interface Platform {
  os: string;
  architecture: string;
  variant?: string;
}

export interface PlatformImage {
  /** The layout's folder. */
  folder: string;
  descriptor: Descriptor & { platform: Platform };
}

/**
 * The one image in a layout, after every byte of it was compared with its digest.
 * @param wanted such as `linux/arm64`
 * @throws StackError when it isn't one image for that platform, or when a blob is missing or damaged
 */
export async function readLayout(folder: string, wanted: string): Promise<PlatformImage> {
  const index = readJson(join(folder, 'index.json'));
  const found = await manifestsOf(folder, index);
  const [descriptor, ...more] = found;
  if (descriptor === undefined || more.length > 0) {
    throw new StackError(`${folder} holds ${found.length} images instead of one`, WRITE_ONE);
  }
  const manifest = readJson(await checkedBlob(folder, descriptor));
  const layers = Array.isArray(manifest['layers']) ? manifest['layers'] : [];
  const config = readJson(await checkedBlob(folder, asDescriptor(manifest['config'], folder)));
  for (const layer of layers) await checkedBlob(folder, asDescriptor(layer, folder));
  const platform = platformOf(config);
  if (`${platform.os}/${platform.architecture}` !== wanted) {
    throw new StackError(
      `the builder was asked for ${wanted} and made ${platform.os}/${platform.architecture}`,
      `See ${folder}.`,
    );
  }
  const { mediaType, digest, size } = descriptor;
  return { folder, descriptor: { mediaType, digest, size, platform } };
}

// --- internal ---

export const IMAGE_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const IMAGE_INDEX = 'application/vnd.oci.image.index.v1+json';

const WRITE_ONE = 'The builder has to write an OCI image layout (a folder with index.json) that holds one image.';
const DIGEST = /^sha256:[0-9a-f]{64}$/;
/** As registries limit manifests, too. */
const MAX_JSON_BYTES = 4 * 1024 * 1024;

/** Image manifests below an index, also those in an index inside it; attestations of the builder aren't images. */
async function manifestsOf(folder: string, index: Record<string, unknown>, depth = 0): Promise<Descriptor[]> {
  const listed = Array.isArray(index['manifests']) ? index['manifests'] : [];
  const found: Descriptor[] = [];
  for (const one of listed) {
    const descriptor = asDescriptor(one, folder);
    if (descriptor.mediaType === IMAGE_MANIFEST && descriptor.platform?.os !== 'unknown') found.push(descriptor);
    else if (descriptor.mediaType === IMAGE_INDEX && depth < 2) {
      found.push(...(await manifestsOf(folder, readJson(await checkedBlob(folder, descriptor)), depth + 1)));
    }
  }
  return found;
}

function asDescriptor(value: unknown, folder: string): Descriptor {
  if (isObject(value)) {
    const { mediaType, digest, size } = value;
    if (
      typeof mediaType === 'string' &&
      typeof digest === 'string' &&
      DIGEST.test(digest) &&
      typeof size === 'number'
    ) {
      const platform = isObject(value['platform']) ? { platform: platformOf(value['platform']) } : {};
      return { mediaType, digest, size, ...platform };
    }
  }
  throw new StackError(`${folder} holds an entry without media type, SHA-256 digest or size`, WRITE_ONE);
}

function platformOf(config: Record<string, unknown>): Platform {
  const { variant } = config;
  return {
    os: String(config['os'] ?? 'none'),
    architecture: String(config['architecture'] ?? 'none'),
    ...(typeof variant === 'string' && variant !== '' ? { variant } : {}),
  };
}

/** The blob's file. @throws StackError when it isn't what its digest says */
async function checkedBlob(folder: string, { digest, size }: Descriptor): Promise<string> {
  const file = join(folder, 'blobs', 'sha256', digest.slice('sha256:'.length));
  const actual = statSync(file, { throwIfNoEntry: false })?.size;
  if (actual === undefined) throw new StackError(`${folder}: blob ${digest} is missing`, WRITE_ONE);
  const hash = createHash('sha256');
  if (actual === size) for await (const chunk of createReadStream(file)) hash.update(chunk);
  if (actual !== size || `sha256:${hash.digest('hex')}` !== digest) {
    throw new StackError(`${file} is damaged: its content has another digest than its name`, 'Build the image again.');
  }
  return file;
}

function readJson(file: string): Record<string, unknown> {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new StackError(`${file} is missing`, WRITE_ONE);
  if (size > MAX_JSON_BYTES)
    throw new StackError(`${file} has ${size} bytes; a manifest has at most ${MAX_JSON_BYTES}`, WRITE_ONE);
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isObject(value)) return value;
  } catch {}
  throw new StackError(`${file} is no JSON object`, WRITE_ONE);
}
