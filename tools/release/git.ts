/** What the repository says of the release's source. */
import { StackError } from '../deploy/errors';
import { type Context, command } from './context';

export interface Source {
  /** The commit that is released, in full. */
  commit: string;
  /** Seconds since 1970: the same commit gets the same time, so that it makes the same image. */
  committedAt: number;
}

/**
 * The commit that is checked out.
 * @throws StackError when anything isn't committed, or when the version's tag stands on another commit
 */
export async function readSource(context: Context): Promise<Source> {
  const changes = await git(context, 'status', '--porcelain');
  if (changes !== '') {
    const shown = changes.split('\n').slice(0, MAX_SHOWN).join('\n');
    throw new StackError(
      'files are not committed: a release is made from a commit',
      `${shown}\nCommit or remove them first.`,
    );
  }
  if ((await git(context, 'rev-parse', '--is-shallow-repository')) === 'true') {
    throw new StackError(
      'this clone is shallow: the release notes need the history',
      'Run: git fetch --unshallow --tags',
    );
  }
  const commit = await git(context, 'rev-parse', 'HEAD');
  const tag = `v${context.options.version}`;
  if ((await git(context, 'tag', '--list', tag)) !== '') {
    const tagged = await git(context, 'rev-parse', `${tag}^{commit}`);
    if (tagged !== commit) {
      throw new StackError(
        `tag ${tag} stands on commit ${tagged.slice(0, 12)}, and ${commit.slice(0, 12)} is checked out`,
        `Check out ${tag}, or choose another version.`,
      );
    }
  }
  return { commit, committedAt: Number(await git(context, 'log', '-1', '--format=%ct')) };
}

/** Writes the commit's own files of these folders below `target`: what isn't committed can't get into a release. */
export async function exportFiles(
  context: Context,
  { commit }: Source,
  folders: readonly string[],
  target: string,
): Promise<void> {
  const archive = `${target}.tar`;
  await git(context, 'archive', '--format=tar', `--output=${archive}`, commit, ...folders);
  await command(context, 'unpacking the source', 'tar', ['-xf', archive, '-C', target]);
}

/** git's output without the last line feed. */
export async function git(context: Context, ...args: string[]): Promise<string> {
  return (await command(context, 'reading the repository', 'git', args, { cwd: context.root })).trimEnd();
}

// --- internal ---

const MAX_SHOWN = 10;
