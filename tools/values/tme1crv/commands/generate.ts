import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { Io } from '../../io';
import { type GeneratedFile, generateAll, OWNED_FOLDERS } from '../generate/registry';
import { inRoot } from '../project';

/** Writes every generated file, or shows what is out of date. */
export async function generate(io: Io, { check }: { check?: true }): Promise<number> {
  const changes = await findChanges(io.root);
  return check ? reportChanges(changes, io) : writeChanges(changes, io);
}

// --- internal ---

/** `before` is undefined for a new file, `after` for one that nothing generates any more. */
interface Change {
  path: string;
  before: string | undefined;
  after: string | undefined;
}

async function findChanges(root: string): Promise<Change[]> {
  const files = await generateAll(root);
  const changed = files
    .map(({ path: file, content }): Change => ({ path: file, before: readIfThere(inRoot(root, file)), after: content }))
    .filter(({ before, after }) => before !== after);
  return [...changed, ...leftovers(root, files)];
}

function leftovers(root: string, files: readonly GeneratedFile[]): Change[] {
  const wanted = new Set(files.map((file) => file.path));
  return OWNED_FOLDERS.flatMap(({ folder, extension }) =>
    listFolder(inRoot(root, folder))
      .filter((name) => name.endsWith(extension))
      .map((name) => `${folder}/${name}`)
      .filter((file) => !wanted.has(file))
      .map((file): Change => ({ path: file, before: readIfThere(inRoot(root, file)), after: undefined })),
  );
}

function reportChanges(changes: readonly Change[], io: Io): number {
  for (const { path: file, before, after } of changes) {
    const [from, to] = [
      before === undefined ? '/dev/null' : `a/${file}`,
      after === undefined ? '/dev/null' : `b/${file}`,
    ];
    io.stdout(createTwoFilesPatch(from, to, before ?? '', after ?? '', '', '', { headerOptions: FILE_HEADERS_ONLY }));
  }
  if (changes.length === 0) return 0;
  const names = changes.map((change) => change.path).join(', ');
  io.stderr(`out of date: ${names}\nrun \`npx ts-node tools/gen-values.ts\` and commit what it writes\n`);
  return 1;
}

function writeChanges(changes: readonly Change[], io: Io): number {
  for (const { path: file, after } of changes) {
    const target = inRoot(io.root, file);
    if (after === undefined) {
      rmSync(target);
      io.stdout(`removed ${file}\n`);
    } else {
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, after);
      io.stdout(`wrote ${file}\n`);
    }
  }
  if (changes.length === 0) io.stdout('everything is up to date\n');
  return 0;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
