import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { run } from '../run';
import type { Binary } from './catalog';
import { relocate } from './relocate';

/**
 * A script that starts a binary from an unpacked apt package with the libraries and files that came with it.
 * `exec` keeps the process id, so that a signal reaches the binary itself.
 * @param folder where the package was unpacked; the script is made there once
 */
export async function wrapperFor(folder: string, binary: Binary): Promise<string> {
  const wrapper = join(folder, 'bin', basename(binary.path));
  if (existsSync(wrapper)) return wrapper;
  const root = join(folder, 'root');
  const libraries = ['usr/lib', 'lib'].flatMap((base) => libraryFolders(join(root, base)));
  mkdirSync(dirname(wrapper), { recursive: true });
  let command = join(root, binary.path);
  let workingDirectory = '';
  if (binary.relocated === true) {
    const copy = `${wrapper}.relocated`;
    workingDirectory = join(root, relocate(command, copy));
    command = copy;
  }
  let options = '';
  if (binary.files !== undefined && (await run(command, ['--help'])).stdout.includes(binary.files.option)) {
    borrowFromSystem(root, join(root, binary.files.path));
    options = ` ${shellQuote(`${binary.files.option}=${join(root, binary.files.path)}`)}`;
  }
  if (binary.drawsText === true) writeFileSync(fontsFile(folder), fontsOf(folder, root));
  const script = [
    '#!/bin/sh',
    ...(binary.drawsText === true ? exported('FONTCONFIG_FILE', shellQuote(fontsFile(folder))) : []),
    ...(libraries.length > 0 ? libraryPath(libraries) : []),
    ...(workingDirectory === '' ? [] : [`cd ${shellQuote(workingDirectory)} || exit`]),
    `exec ${shellQuote(command)}${options} "$@"`,
    '',
  ];
  const temporary = `${wrapper}.${process.pid}`;
  writeFileSync(temporary, script.join('\n'));
  chmodSync(temporary, 0o755);
  renameSync(temporary, wrapper);
  return wrapper;
}

/** Quotes a text for sh. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

// --- internal ---

// Those of the architecture, and folders in them in which a library keeps others for itself: its own path to them is absolute.
function libraryFolders(parent: string): string[] {
  return foldersIn(parent)
    .filter((folder) => basename(folder).includes('-linux-gnu'))
    .flatMap((folder) => [folder, ...foldersIn(folder).filter(holdsLibraries)]);
}

function foldersIn(parent: string): string[] {
  if (!existsSync(parent)) return [];
  const entries = readdirSync(parent, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(parent, name));
}

const holdsLibraries = (folder: string) => readdirSync(folder).some((name) => /^lib.*\.so(\.|$)/.test(name));

function libraryPath(folders: string[]): string[] {
  return exported('LD_LIBRARY_PATH', `${shellQuote(folders.join(':'))}\${LD_LIBRARY_PATH:+":$LD_LIBRARY_PATH"}`);
}

/** @param value as a shell reads it */
function exported(name: string, value: string): string[] {
  return [`${name}=${value}`, `export ${name}`];
}

const fontsFile = (folder: string) => join(folder, 'fonts.conf');

/** The system's fonts, if it has any, and those that came with the package. */
function fontsOf(folder: string, root: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(root, 'usr/share/fonts')}</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
</fontconfig>
`;
}

// The package links to files of packages that the system has already, which therefore were not unpacked beside it.
function borrowFromSystem(root: string, folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (lstatSync(path).isDirectory()) borrowFromSystem(root, path);
    if (!lstatSync(path).isSymbolicLink() || existsSync(path)) continue;
    const target = resolve(folder, readlinkSync(path));
    const onSystem = join('/', relative(root, target));
    if (!target.startsWith(root) || !existsSync(onSystem)) continue;
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(onSystem, target);
  }
}
