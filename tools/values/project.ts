/** Where things are, relative to the project's root. */
import path from 'node:path';

/** Kubernetes' own schemas, for `validate --deep`. */
export const KUBERNETES_SCHEMAS = 'tools/values/generated/kubernetes-schemas.json.gz';

export const inRoot = (root: string, relative: string) => path.join(root, relative);
