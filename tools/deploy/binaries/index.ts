import { StackError } from '../errors';
import { type RunOptions, run, runOrFail } from '../run';
import { hasApt, isUnpacked, unpackAptPackage } from './apt';
import { aliases, type Binary, type BinaryName, catalog } from './catalog';
import { findOnPath, isExecutable } from './find';
import { installHint } from './install-hint';
import { wrapperFor } from './wrapper';

export { type BinaryName, catalog, stackBinaries } from './catalog';

/** Where each asked-for binary is. */
export type Binaries<Name extends BinaryName = BinaryName> = Record<Name, string>;

/**
 * Finds binaries: the environment variable of its catalog entry, else PATH, else unpacked from apt into the cache.
 * @throws StackError naming all that is missing and what to install
 */
export async function findBinaries<Name extends BinaryName>(
  names: readonly Name[],
  options: RunOptions = {},
): Promise<Binaries<Name>> {
  const found: Partial<Binaries<Name>> = {};
  const missing: Name[] = [];
  for (const name of names) {
    const path = onThisMachine(name);
    if (path === undefined) missing.push(name);
    else found[name] = path;
  }
  if (missing.length > 0 && !hasApt()) {
    throw new StackError(
      `not found: ${missing.map((name) => catalog[name].name).join(', ')}, and this system has no apt to fetch them with`,
      installHint(missing),
    );
  }
  for (const name of missing) found[name] = await fromApt(catalog[name], options);
  return found as Binaries<Name>;
}

/** A binary that needs no download: named by its variable, on PATH, or unpacked before; undefined when there is none. */
export async function binaryOnThisMachine(name: BinaryName): Promise<string | undefined> {
  const binary = catalog[name];
  const here = onThisMachine(name);
  if (here !== undefined || !hasApt() || !isUnpacked(binary.aptPackage)) return here;
  return wrapperFor(await unpackAptPackage(binary.aptPackage), binary);
}

/** Those of them that `findBinaries` would fetch; none where there is no apt to fetch them with. */
export function binariesToFetch(names: readonly BinaryName[]): BinaryName[] {
  return names.filter((name) => hasApt() && onThisMachine(name) === undefined && !isUnpacked(catalog[name].aptPackage));
}

// --- internal ---

function onThisMachine(name: BinaryName): string | undefined {
  return fromEnvironment(catalog[name]) ?? findOnPath([catalog[name].name, ...(aliases[name] ?? [])]);
}

function fromEnvironment(binary: Binary): string | undefined {
  const path = process.env[binary.variable];
  if (path === undefined || path === '') return undefined;
  if (isExecutable(path)) return path;
  throw new StackError(`${binary.variable}=${path} is not an executable file`, `Correct it, or unset it.`);
}

async function fromApt(binary: Binary, options: RunOptions): Promise<string> {
  const wrapper = await wrapperFor(await unpackAptPackage(binary.aptPackage, options), binary);
  // That it starts at all: a library may be missing.
  const { code } = await run(wrapper, ['--version'], options);
  if (code !== (binary.versionExitCode ?? 0)) await runOrFail(wrapper, ['--version'], options);
  return wrapper;
}
