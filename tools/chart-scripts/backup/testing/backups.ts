/** The backup scripts of the chart beside the nodes of a release, as their pod has them: the facts, a volume, the Redis programs. */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RedisNode } from '../../redis/testing/node';

/** With restic. */
const TOOLS = resolve(__dirname, '../../../../.tools/bin');
const SCRIPTS = resolve(__dirname, '../../../../chart/files/backup');

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

export interface RunOptions {
  readonly args?: string[];
  readonly maxFileKb?: number;
  readonly programs?: Record<string, string>;
}

export class Backups {
  readonly folder: string;

  /** @param node any node of the release: its facts are those of all. @param folder the volume, made when it isn't there */
  constructor(
    private readonly node: RedisNode,
    folder = join(node.file('.'), '../backups'),
  ) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** Takes a backup. @param keep how many there may be; by default all. @returns its name. @throws with the output when it fails */
  async take(keep = 0): Promise<string> {
    const { code, output } = await this.run('take.sh', { args: [String(keep)] });
    const name = /backup (\S+)\n$/.exec(output)?.[1];
    if (code !== 0 || name === undefined) throw new Error(`take.sh ended with ${code}: ${output}`);
    return name;
  }

  /** Runs one of the scripts for restic's image to its end, which has no bash. */
  runInRestic(script: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
    return outcome('sh', [join(SCRIPTS, script)], this.resticEnvironment(env));
  }

  /** Starts one of them in a process group of its own. */
  startInRestic(script: string, env: NodeJS.ProcessEnv) {
    const options = { env: this.resticEnvironment(env), detached: true, stdio: 'ignore' } as const;
    return spawn('sh', [join(SCRIPTS, script)], options);
  }

  /**
   * Runs one of the scripts to its end. @param maxFileKb no file may grow beyond it: as good as a full volume. @param programs shell commands that
   * come before a program of Redis at each call of it; `$real` is its path
   */
  run(script: string, { args = [], maxFileKb, programs = {} }: RunOptions = {}): Promise<Outcome> {
    const limit = maxFileKb === undefined ? '' : `ulimit -f ${maxFileKb}; trap '' XFSZ; `;
    const command = ['--norc', '-c', `${limit}exec bash "$@"`, 'bash', join(SCRIPTS, script), ...args];
    const env = this.environment();
    const path = env['PATH'];
    if (Object.keys(programs).length > 0) env['PATH'] = `${this.wrap(programs)}:${path}`;
    return outcome('bash', command, env);
  }

  /** Starts one of the scripts in a process group of its own, so that all of it can be ended at once. */
  start(script: string, ...args: string[]) {
    return spawn('bash', [join(SCRIPTS, script), ...args], {
      env: this.environment(),
      detached: true,
      stdio: 'ignore',
    });
  }

  /** Folders that count as backups, the oldest first. */
  names(): string[] {
    return readdirSync(this.folder)
      .filter((name) => !name.startsWith('.'))
      .sort();
  }

  about(name: string): Record<string, string> {
    const lines = readFileSync(join(this.folder, name, 'about'), 'utf8')
      .trimEnd()
      .split('\n');
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
    );
  }

  // --- internal ---

  /** A folder with programs that run these commands, then the real program. */
  private wrap(programs: Record<string, string>): string {
    const bin = mkdtempSync(join(this.folder, '../bin-'));
    const path = this.environment()['PATH'];
    for (const [name, commands] of Object.entries(programs)) {
      const text = `#!/bin/bash\nreal=$(PATH='${path}' command -v ${name})\n${commands}\nexec "$real" "$@"\n`;
      writeFileSync(join(bin, name), text, { mode: 0o755 });
    }
    return bin;
  }

  private resticEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return { PATH: `${TOOLS}:${process.env['PATH']}`, HOME: this.folder, BACKUP_FOLDER: this.folder, ...env };
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      ...this.node.environment(),
      REDIS_SCRIPTS: this.node.file('scripts'),
      BACKUP_FOLDER: this.folder,
      BACKUP_PATIENCE: '10',
    };
  }
}

function outcome(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise((done) => {
    execFile(program, args, { env }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : ((error.code as unknown as number) ?? null), output: stdout + stderr });
    });
  });
}
