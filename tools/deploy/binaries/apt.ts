import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../errors';
import { during } from '../progress';
import { type RunOptions, run, runOrFail } from '../run';
import { aptOptions, refreshLists } from './apt-lists';
import { cacheFolder, createAtomically } from './cache';
import { findOnPath } from './find';
import { osRelease } from './install-hint';

/** True on Debian, Ubuntu and their kin. */
export function hasApt(): boolean {
  return ['apt-get', 'dpkg'].every((binary) => findOnPath([binary]) !== undefined);
}

/**
 * Unpacks an apt package, with what it depends on and the system lacks, into a cache folder of this user.
 * Nothing is installed: no maintainer script runs, no service is started or enabled, and no root is needed.
 * @returns the folder with `root/` (the unpacked files); the same one each time, without a download
 * @throws StackError when apt can't find or fetch the package
 */
export async function unpackAptPackage(name: string, options: RunOptions = {}): Promise<string> {
  const folder = folderOf(name);
  if (existsSync(folder)) return folder;
  await during(`fetching ${name}`, (now) => fetchInto(folder, name, options, now));
  return folder;
}

/** True when `unpackAptPackage` has nothing to fetch. */
export function isUnpacked(name: string): boolean {
  return existsSync(folderOf(name));
}

/** The packages an `apt-get install` simulation would add, from its "Inst name [old] (version archive …)" lines. */
export function parseSimulation(output: string): { name: string; version: string }[] {
  return [...output.matchAll(/^Inst (\S+) (?:\[[^\]]*\] )?\((\S+) /gm)]
    .map(([, name = '', version = '']) => ({ name, version }))
    .filter(({ name }) => !PARTS_OF_THE_SYSTEM.test(name));
}

// --- internal ---

async function fetchInto(
  folder: string,
  name: string,
  options: RunOptions,
  now: (what: string) => void,
): Promise<void> {
  await createAtomically(folder, async (temporary) => {
    now('asking apt what it takes');
    const packages = await resolvePackages(name, options, now);
    const downloads = join(temporary, 'downloads');
    const root = join(temporary, 'root');
    mkdirSync(downloads);
    mkdirSync(root);
    const wanted = packages.map((entry) => `${entry.name}=${entry.version}`);
    now(`${packages.length} ${packages.length === 1 ? 'package' : 'packages'}`);
    await download(wanted, { ...options, cwd: downloads }, now);
    now('unpacking');
    for (const file of readdirSync(downloads)) await runOrFail('dpkg', ['-x', join(downloads, file), root], options);
    rmSync(downloads, { recursive: true });
    for (const path of NEVER_READ) rmSync(join(root, path), { recursive: true, force: true });
    writeFileSync(join(temporary, 'packages.json'), `${JSON.stringify(packages, null, 2)}\n`);
  });
}

// Documentation, and source data from which the package's own scripts were made: two thirds of the unpacked bytes.
const NEVER_READ = ['usr/share/doc', 'usr/share/javascript/moment-timezone/data'];

const REFRESHING = 'refreshing the package lists (apt-get update)';

// The C library must match the loader of the running system, so an upgrade of it is never mixed in.
const PARTS_OF_THE_SYSTEM = /^(libc6|libc-bin|libc-l10n|locales)(:|$)/;

async function resolvePackages(
  name: string,
  options: RunOptions,
  now: (what: string) => void,
): Promise<{ name: string; version: string }[]> {
  const simulate = async () =>
    run('apt-get', [...aptOptions(), 'install', '-s', '-q', '--no-install-recommends', name], {
      ...options,
      env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
    });
  let result = await simulate();
  if (result.code !== 0) {
    now(REFRESHING);
    await refreshLists(options);
    result = await simulate();
  }
  const packages = parseSimulation(result.stdout);
  if (result.code !== 0 || packages.length === 0) {
    throw new StackError(
      `apt has no package "${name}" for this system: ${result.stderr.trim().split('\n').at(-1)}`,
      'On Ubuntu, the "universe" component must be enabled. Or install the binary yourself and put it on PATH.',
    );
  }
  return packages;
}

// A list that is days old names versions that the archive has since replaced: refresh it once and ask again.
async function download(packages: string[], options: RunOptions, now: (what: string) => void): Promise<void> {
  // Without the sandbox option apt drops to its own user, who can't write here, and warns.
  const arguments_ = () => [...aptOptions(), '-o', 'APT::Sandbox::User=root', '-q', 'download', ...packages];
  const first = await run('apt-get', arguments_(), options);
  if (first.code === 0) return;
  now(REFRESHING);
  await refreshLists(options);
  await runOrFail('apt-get', arguments_(), options);
}

function folderOf(name: string): string {
  return cacheFolder('apt', systemName(), name);
}

function systemName(): string {
  const { ID = 'unknown', VERSION_ID = 'unknown' } = osRelease();
  return `${ID}-${VERSION_ID}-${process.arch}`;
}
