/** What changed, from the subjects of the commits: here a commit's message says what changed for a user. */
import { StackError } from '../../deploy/errors';
import type { Context } from '../context';
import { git, type Source } from '../git';

export interface Change {
  /** Short name of the commit. */
  commit: string;
  subject: string;
}

export interface Changes {
  /** The tag of the release before this one; undefined: this is the first. */
  since: string | undefined;
  /** The newest first. */
  changes: Change[];
}

/**
 * The changes since the last release. A release that isn't a pre-release counts from the last one that isn't either.
 * @throws StackError when nothing has changed
 */
export async function readChanges(context: Context, { commit }: Source): Promise<Changes> {
  const { version } = context.options;
  const since = await previousTag(context, commit);
  const range = since === undefined ? commit : `${since}..${commit}`;
  const log = await git(context, 'log', '--no-merges', '--format=%h%x09%s', range);
  if (log === '')
    throw new StackError(`nothing has changed since ${since}`, `There is nothing to release as ${version}.`);
  const changes = log.split('\n').map((line) => {
    const [commit = '', ...subject] = line.split('\t');
    return { commit, subject: subject.join(' ') };
  });
  return { since, changes };
}

// --- internal ---

/** Of those that stand on the way to this commit; git describe fails where none does. */
async function previousTag(context: Context, commit: string): Promise<string | undefined> {
  const { version } = context.options;
  const without = [`v${version}`, ...(version.includes('-') ? [] : ['*-*'])].map((pattern) => `--exclude=${pattern}`);
  const args = ['describe', '--tags', '--abbrev=0', '--match=v[0-9]*', ...without, commit];
  const { code, stdout } = await context.run('git', args, { cwd: context.root, signal: context.signal });
  return code === 0 ? stdout.trim() : undefined;
}
