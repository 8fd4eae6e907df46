/** An image tag: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests (empty: the default). */
export const IMAGE_TAG_PATTERN = '^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$';
