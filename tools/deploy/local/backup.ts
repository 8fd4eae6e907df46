/** Takes and restores backups of the local stack's Redis, by the scripts that the chart's Jobs run. They stay in `data/backups`. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findBinaries } from '../binaries';
import { type Context, say } from '../context';
import { StackError } from '../errors';
import { LOOPBACK } from './part';
import { isRunning } from './process-identity';
import { readRecords } from './processes';
import { primaryName } from './roles';
import { StateFolder } from './state';

/** Takes a backup now. @throws StackError with what the script says when there is none */
export async function backup(context: Context): Promise<void> {
  await runScript(context, 'take.sh', []);
}

/** Restores a backup, or without a name lists them. @throws StackError with what the script says when it was refused or has failed */
export async function restore(context: Context): Promise<void> {
  const { backup: name, force } = context.options;
  await runScript(context, 'restore.sh', name === '' ? [] : [...(force ? ['--force'] : []), name]);
}

// --- internal ---

const PROGRAMS = ['redis-server', 'redis-cli', 'redis-check-rdb'] as const;

async function runScript(context: Context, script: string, args: string[]): Promise<void> {
  const { repository, stateFolder, run, env, signal } = context;
  const state = new StateFolder(stateFolder);
  const nodes = readRecords(state).filter((record) => record.ports['redis'] !== undefined && isRunning(record));
  if (nodes.length === 0) throw new StackError('no Redis of the local stack runs', 'Bring it up: ./deploy-all.sh');
  const folder = mkdtempSync(path.join(tmpdir(), 'tme1crv-backup-'));
  try {
    const bin = path.join(folder, 'bin');
    const facts = path.join(folder, 'redis');
    cpSync(path.join(repository, 'chart/files/redis'), facts, { recursive: true });
    // The ways by which the scripts find nodes on a cluster are of no use here: all share one address.
    const line = (port: number | undefined) => `${LOOPBACK} ${port}\n`;
    const leader = await primaryName(stateFolder);
    writeFileSync(path.join(facts, 'nodes'), nodes.map(({ ports }) => line(ports['redis'])).join(''));
    const primary = nodes.find(({ name }) => name === leader);
    writeFileSync(path.join(facts, 'primary'), primary === undefined ? '' : line(primary.ports['redis']));
    cpSync(path.join(repository, 'chart/files/backup'), path.join(folder, 'backup'), { recursive: true });
    const programs = await findBinaries([...PROGRAMS]);
    linkPrograms(bin, programs);
    const result = await run('bash', [path.join(folder, 'backup', script), ...args], {
      signal,
      env: {
        ...env,
        PATH: `${bin}:${env['PATH'] ?? ''}`,
        REDIS_SCRIPTS: facts,
        REDIS_PASSWORD: state.redisPassword(),
        BACKUP_FOLDER: state.data('backups'),
      },
    });
    if (result.code !== 0)
      throw new StackError(`${script} failed; see above`, '', 1, `${result.stdout}${result.stderr}`);
    say(context, result.stdout.trimEnd());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A folder for PATH with these programs under their own names. */
function linkPrograms(bin: string, programs: Record<string, string>): void {
  mkdirSync(bin);
  for (const [name, program] of Object.entries(programs)) symlinkSync(program, path.join(bin, name));
}
