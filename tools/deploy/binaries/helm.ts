import { createHash } from 'node:crypto';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../errors';
import { during } from '../progress';
import { type RunOptions, run, runOrFail } from '../run';
import { cacheFolder, createAtomically } from './cache';
import { findOnPath, isExecutable } from './find';
import release from './helm-release.json';

/**
 * Finds Helm 3.18+ or 4: `HELM_BIN`, PATH, the project's own `.tools/bin`, the cache, the pinned release (downloaded
 * and checked by its checksum), or built with Go from the pinned module.
 * @param repository the project's folder
 * @throws StackError with what was tried, and what to install
 */
export async function findHelm(repository: string, options: RunOptions = {}): Promise<string> {
  const rejected: string[] = [];
  const present = await helmOnThisMachine(repository, options, rejected);
  if (present !== undefined) return present;
  const builtHere = ownBuild(repository);
  try {
    return await during(`downloading Helm ${release.version}`, () => downloadHelm(options));
  } catch (error) {
    if (options.signal?.aborted) throw error;
    rejected.push(error instanceof Error ? error.message : String(error));
  }
  if (findOnPath(['go']) !== undefined) {
    const build = [join(repository, 'node_modules/.bin/ts-node'), join(repository, 'ci/tools/build.ts'), 'helm'];
    const inProject = { ...options, cwd: repository };
    await during('building Helm with Go', () => runOrFail(process.execPath, build, inProject));
    if (isExecutable(builtHere)) return builtHere;
    rejected.push(`ci/tools/build.ts made no ${builtHere}`);
  }
  throw new StackError(
    `Helm 3.18 or later was not found: ${rejected.join('; ')}`,
    'Install it (https://helm.sh/docs/intro/install/) and put it on PATH, or install Go 1.26+, with which it is built.',
  );
}

/**
 * The Helm that needs neither the network nor a build; undefined when there is none.
 * @param rejected takes a line for each Helm of another version
 */
export async function helmOnThisMachine(
  repository: string,
  options: RunOptions = {},
  rejected: string[] = [],
): Promise<string | undefined> {
  const cached = join(cacheFolder('helm', release.version), 'helm');
  for (const candidate of [process.env['HELM_BIN'], findOnPath(['helm']), ownBuild(repository), cached]) {
    if (!candidate || !isExecutable(candidate)) continue;
    const version = (await run(candidate, ['version', '--template', '{{.Version}}'], options)).stdout.trim();
    if (isSupported(version)) return candidate;
    rejected.push(`${candidate} is ${version || 'of unknown version'}`);
  }
  return undefined;
}

/** True for the versions the chart supports: Helm 3.18 and later, and Helm 4. */
export function isSupported(version: string): boolean {
  const [, major, minor] = version.match(/^v?(\d+)\.(\d+)\./)?.map(Number) ?? [];
  if (major === undefined || minor === undefined) return false;
  return major === 4 || (major === 3 && minor >= 18);
}

// --- internal ---

/** What ci/tools/build.ts makes. */
function ownBuild(repository: string): string {
  return join(repository, '.tools', 'bin', 'helm');
}

const CONNECT_TIMEOUT_MS = 5_000;
const DOWNLOAD_TIMEOUT_MS = 120_000;

async function downloadHelm(options: RunOptions): Promise<string> {
  const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const expected = (release.sha256 as Record<string, string>)[platform];
  if (expected === undefined) throw new StackError(`no release is pinned for ${platform}`);
  const url = `https://get.helm.sh/helm-${release.version}-${platform}.tar.gz`;
  const archive = await download(url, options.signal);
  const actual = createHash('sha256').update(archive).digest('hex');
  if (actual !== expected) throw new StackError(`${url} has checksum ${actual} instead of ${expected}`);

  const folder = cacheFolder('helm', release.version);
  await createAtomically(folder, async (temporary) => {
    writeFileSync(join(temporary, 'helm.tar.gz'), archive);
    const member = `${platform}/helm`;
    await runOrFail('tar', ['-xzf', 'helm.tar.gz', '--strip-components=1', member], { ...options, cwd: temporary });
    chmodSync(join(temporary, 'helm'), 0o755);
    rmSync(join(temporary, 'helm.tar.gz'));
  });
  return join(folder, 'helm');
}

async function download(url: string, signal?: AbortSignal): Promise<Buffer> {
  const connect = new AbortController();
  const timer = setTimeout(() => connect.abort(), CONNECT_TIMEOUT_MS);
  const signals = [connect.signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS), ...(signal ? [signal] : [])];
  try {
    const response = await fetch(url, { signal: AbortSignal.any(signals) });
    clearTimeout(timer);
    if (!response.ok) throw new StackError(`${url} responded with ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    if (error instanceof StackError) throw error;
    throw new StackError(`${url} could not be reached`);
  } finally {
    clearTimeout(timer);
  }
}
