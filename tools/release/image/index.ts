/** The image index: one digest for all platforms. */
import { createHash } from 'node:crypto';
import { IMAGE_INDEX, type PlatformImage } from './layout';

export interface ImageIndex {
  digest: string;
  /** The exact bytes that the digest is of. */
  text: string;
}

/** What the index says of itself; a release that was interrupted knows its commit by it. */
export const REVISION = 'org.opencontainers.image.revision';

/** @param annotations sorted by the caller's order: other bytes are another digest */
export function imageIndex(
  images: readonly PlatformImage[],
  annotations: Readonly<Record<string, string>>,
): ImageIndex {
  const manifests = images.map(({ descriptor }) => descriptor);
  const text = JSON.stringify({ schemaVersion: 2, mediaType: IMAGE_INDEX, manifests, annotations }, undefined, 2);
  return { digest: digestOf(text), text };
}

/** `sha256:…` of a text or of bytes. */
export const digestOf = (content: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;
