import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../errors';
import { isRunning, type ProcessIdentity, startTimeOf } from './process-identity';

/**
 * The state folder: everything a local stack leaves on disk, and the only place it writes to.
 * `run/` has a record per started process, `log/` a log per part, `etc/` the written configuration,
 * `data/` what must outlive `down`, `secret/` the Redis password and the web app's tokens.
 */
export class StateFolder {
  constructor(readonly root: string) {}

  /** Creates the folders; only the owner may look inside. */
  create(): void {
    for (const name of ['run', 'log', 'etc', 'data', 'secret']) {
      mkdirSync(join(this.root, name), { recursive: true, mode: 0o700 });
    }
    chmodSync(this.root, 0o700);
  }

  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  log(part: string): string {
    return this.path('log', `${part}.log`);
  }

  /** A folder for a part's data, created when missing. */
  data(part: string): string {
    const folder = this.path('data', part);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  /** The Redis password of this state folder: drawn once, kept until the data is deleted. */
  redisPassword(): string {
    return readFileSync(this.redisPasswordFile(), 'utf8').trim();
  }

  /** The file that holds it. */
  redisPasswordFile(): string {
    return this.secret('redis-password', () => randomBytes(24).toString('base64url'));
  }

  /** Tokens for the web app, one of each scope, as a Secret holds them on a cluster: drawn once as well. */
  apiTokensFile(): string {
    const token = () => randomBytes(32).toString('hex');
    return this.secret('api-tokens', () => `read ${token()}\nwrite ${token()}\n`);
  }

  /**
   * Keeps a second `up` or `down` out while one is under way. A lock whose owner is gone is taken over.
   * @returns the function that releases the lock
   * @throws StackError when another run holds it
   */
  lock(): () => void {
    this.create();
    const file = this.path('lock');
    const me: ProcessIdentity = { pid: process.pid, startTime: startTimeOf(process.pid) ?? '' };
    for (const attempt of [1, 2]) {
      try {
        writeFileSync(file, JSON.stringify(me), { flag: 'wx', mode: 0o600 });
        return () => rmSync(file, { force: true });
      } catch {
        const holder = readJson<ProcessIdentity>(file);
        if (attempt === 2 || (holder !== undefined && isRunning(holder))) {
          throw new StackError(
            `another run is working on ${this.root} (process ${holder?.pid ?? 'unknown'})`,
            'Wait until it has ended, or stop it.',
          );
        }
        rmSync(file, { force: true });
      }
    }
    throw new Error('unreachable');
  }

  private secret(name: string, draw: () => string): string {
    const file = this.path('secret', name);
    if (!existsSync(file)) writePrivately(file, draw());
    return file;
  }
}

/** Writes a file that only the owner can read, whole or not at all. */
export function writePrivately(file: string, content: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, content, { mode: 0o600 });
  renameSync(temporary, file);
}

/** The file's JSON, or undefined when there is none or it was cut off. */
export function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
