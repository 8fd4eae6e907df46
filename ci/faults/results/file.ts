/** Files that results are kept in: one JSON object a line, the oldest first. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { SourceError } from '../../../tools/values/errors';
import type { InstallResult } from './installs';
import type { Result } from './result';

/** @throws SourceError for a line that is no result */
export function parseResults(text: string, file: string): Result[] {
  return parseLines<Result>(text, file, 'of a fault', ({ fault, costs }) => typeof fault === 'string' && !!costs);
}

/** Every result; none when the file isn't there. @throws SourceError as {@link parseResults} */
export function readResults(file: string): Result[] {
  return parseResults(textOf(file), file);
}

/** Every fresh install; none when the file isn't there. @throws SourceError for a line that is none */
export function readInstalls(file: string): InstallResult[] {
  return parseLines<InstallResult>(textOf(file), file, 'of an install', ({ readyMs }) => typeof readyMs === 'number');
}

/** Adds a result to a file. */
export function appendLine(file: string, result: Result | InstallResult): void {
  appendFileSync(file, `${JSON.stringify(result)}\n`);
}

// --- internal ---

const textOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

function parseLines<T extends Result | InstallResult>(
  text: string,
  file: string,
  kind: string,
  fits: (result: T) => boolean,
): T[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      const result = JSON.parse(line) as T;
      if (result.circumstances && fits(result)) return [result];
    } catch {
      // said below
    }
    throw new SourceError(`${file}:${index + 1}: is no result ${kind}`);
  });
}
