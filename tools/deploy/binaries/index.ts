import { StackError } from '../errors';
import { type RunOptions, run, runOrFail } from '../run';
import { hasApt, unpackAptPackage } from './apt';
import { aliases, catalog, type Program, type ProgramName } from './catalog';
import { findOnPath, isExecutable } from './find';
import { wrapperFor } from './wrapper';

export { catalog, type ProgramName, stackPrograms } from './catalog';

/** Where each asked-for program is. */
export type Programs<Name extends ProgramName = ProgramName> = Record<Name, string>;

/**
 * Finds programs: the environment variable of its catalog entry, else PATH, else unpacked from apt into the cache.
 * @throws StackError naming all that is missing and what to install
 */
export async function findPrograms<Name extends ProgramName>(
  names: readonly Name[],
  options: RunOptions = {},
): Promise<Programs<Name>> {
  const found: Partial<Programs<Name>> = {};
  const missing: Name[] = [];
  for (const name of names) {
    const path = fromEnvironment(catalog[name]) ?? findOnPath([catalog[name].name, ...(aliases[name] ?? [])]);
    if (path === undefined) missing.push(name);
    else found[name] = path;
  }
  if (missing.length > 0 && !hasApt()) {
    const wanted = [...new Set(missing.map((name) => catalog[name].elsewhere))];
    throw new StackError(
      `not found: ${missing.map((name) => catalog[name].name).join(', ')}, and this system has no apt to fetch them with`,
      `Install ${wanted.join(', ')} and put the programs on PATH, or use a cluster: --target kubernetes.`,
    );
  }
  for (const name of missing) found[name] = await fromApt(catalog[name], options);
  return found as Programs<Name>;
}

// --- internal ---

function fromEnvironment(program: Program): string | undefined {
  const path = process.env[program.variable];
  if (path === undefined || path === '') return undefined;
  if (isExecutable(path)) return path;
  throw new StackError(`${program.variable}=${path} is not an executable file`, `Correct it, or unset it.`);
}

async function fromApt(program: Program, options: RunOptions): Promise<string> {
  const wrapper = await wrapperFor(await unpackAptPackage(program.aptPackage, options), program);
  // That it starts at all: a library may be missing.
  const { code } = await run(wrapper, ['--version'], options);
  if (code !== (program.versionExitCode ?? 0)) await runOrFail(wrapper, ['--version'], options);
  return wrapper;
}
