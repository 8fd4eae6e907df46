/** What Helm knows of releases, and the one that tests make and delete. */
import { StackError } from '../../tools/deploy/errors';
import { output } from './command';
import { findObject } from './kubectl';

/** Where the chart puts a release that is told nothing else. */
export const TESTED = { release: 'tme1crv', namespace: 'default', workload: 'iacproject' };

/** The program; HELM names another one. */
export const HELM = process.env['HELM'] || 'helm';

/** True when Helm knows the release. */
export async function releaseExists({ release, namespace }: { release: string; namespace: string }): Promise<boolean> {
  const names = await output(HELM, ['list', '--all', '--short', '-n', namespace, '--filter', `^${release}$`]);
  return names.trim() !== '';
}

/** A test deletes it with all data: it must not be somebody's. @throws StackError when it, or its workload namespace, is there */
export async function requireNoRelease({ release, namespace, workload }: typeof TESTED): Promise<void> {
  const there = await releaseExists({ release, namespace });
  if (!there && (await findObject(['namespace', workload])) === undefined) return;
  const wayOut = './deploy-all.sh down --delete-data removes both, with all data.';
  throw new StackError(`release ${release} or namespace ${workload} is there already`, wayOut);
}
