/** The version of the Kubernetes API that rendered objects are held against, and where `make tools` puts its definitions. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../../tools/deploy/errors';
import { PROJECT_ROOT } from '../../tools/values/io';

export const KUBERNETES = '1.36.0';

/** Of the PyPI package kubernetes-validate. @throws StackError when it isn't there */
export function definitionsFolder(): string {
  const packages = '.venv/lib/python3*/site-packages/kubernetes_validate/kubernetes-json-schema';
  const [folder] = globSync(join(PROJECT_ROOT, packages, `v${KUBERNETES}-local-strict`));
  if (folder === undefined) throw new StackError('kubernetes-validate is missing', 'Run: make tools');
  return folder;
}
