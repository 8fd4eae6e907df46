/** Reads values files from the command line; what can't be read is a wrong call, not a finding. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ValuesFile } from '../check/validate';
import { UsageError } from '../errors';
import type { Io } from '../io';

export function readValuesFile(name: string, io: Io): ValuesFile {
  try {
    return { name, bytes: readFileSync(path.resolve(io.cwd, name)) };
  } catch (error) {
    const reasons: Record<string, string> = {
      ENOENT: 'there is no such file',
      EISDIR: 'is a folder, not a file',
      EACCES: 'may not be read (permissions)',
    };
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${name}: ${reasons[code ?? ''] ?? message}`);
  }
}
