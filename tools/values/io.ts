import path from 'node:path';

/** Everything that a command sees of the outside besides the file system, so that a test needs no process. */
export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
  /** What relative paths on the command line start from. */
  cwd: string;
  /** The project's root folder. */
  root: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Whether stderr shows colours. */
  color: boolean;
  /** The terminal's width, for help; 120 where there is none. */
  columns?: number;
  /** The terminal that stderr goes to; absent where it goes to a file or a pipe. */
  terminal?: { columns: number };
}

export const PROJECT_ROOT = path.resolve(__dirname, '../..');

/** The process's own surroundings. */
export function processIo(): Io {
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    cwd: process.cwd(),
    root: PROJECT_ROOT,
    env: process.env,
    color: Boolean(process.stderr.isTTY) && !process.env['NO_COLOR'],
    columns: process.stdout.columns,
    ...(process.stderr.isTTY ? { terminal: { columns: process.stderr.columns } } : {}),
  };
}
