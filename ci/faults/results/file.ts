/** The file that results are kept in: one JSON object a line, the oldest first. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { SourceError } from '../../../tools/values/errors';
import type { Result } from './result';

/** @throws SourceError for a line that is no result */
export function parseResults(text: string, file: string): Result[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      const result = JSON.parse(line) as Result;
      if (typeof result.fault === 'string' && result.circumstances && result.costs) return [result];
    } catch {
      // said below
    }
    throw new SourceError(`${file}:${index + 1}: is no result of a fault`);
  });
}

/** Every result; none when the file isn't there. @throws SourceError as {@link parseResults} */
export function readResults(file: string): Result[] {
  return existsSync(file) ? parseResults(readFileSync(file, 'utf8'), file) : [];
}

export function appendResult(file: string, result: Result): void {
  appendFileSync(file, `${JSON.stringify(result)}\n`);
}
