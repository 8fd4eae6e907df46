/** The programs that make a release. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from '../deploy/binaries/find';
import { findHelm } from '../deploy/binaries/helm';
import { StackError } from '../deploy/errors';
import { runAttached } from '../deploy/run';
import { PROJECT_ROOT } from '../values/io';
import type { ToolName } from './context';

/**
 * Those on PATH where TOOLS_FROM_PATH=1 says so, else the pinned ones. They are built on first use, which takes minutes: `make tools` does
 * without them, since only a release needs them.
 * @throws StackError when one is neither there nor can be built
 */
export async function provideTools(): Promise<Record<ToolName, string>> {
  buildTools('oras', 'cosign', 'syft');
  return {
    oras: toolPath('oras'),
    cosign: toolPath('cosign'),
    syft: toolPath('syft'),
    helm: await findHelm(PROJECT_ROOT),
  };
}

/** Builds pinned tools that are missing; ends this program where that fails. */
export function buildTools(...names: string[]): void {
  runAttached(process.execPath, '--require', 'ts-node/register', join(PROJECT_ROOT, 'ci/tools/build.ts'), ...names);
}

/** @throws StackError when it is neither built nor on PATH */
export function toolPath(name: string): string {
  const own = join(PROJECT_ROOT, '.tools/bin', name);
  const found = existsSync(own) ? own : findOnPath([name]);
  if (found === undefined) throw new StackError(`${name} was not found`, 'Put it on PATH, or unset TOOLS_FROM_PATH.');
  return found;
}
