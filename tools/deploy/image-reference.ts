/** The parts of an image's reference. */
export interface ImageReference {
  /** With its registry, if there is one. */
  repository: string;
  /** Empty: none. */
  tag: string;
  /** `sha256:…`; empty: none. */
  digest: string;
}

/** Reads `[registry/]repository[:tag][@digest]`, as Docker does. */
export function readImageReference(reference: string): ImageReference {
  const [named = '', digest = ''] = reference.split('@', 2);
  const [, repository = named, tag = ''] = /^(.*):([^:/]+)$/.exec(named) ?? [];
  return { repository, tag, digest };
}
