/** The release that a planned change is made to. */
import { StackError } from '../../../../tools/deploy/errors';
import type { Release } from '../../cluster/release';
import type { Scene } from '../fault';

/** @throws StackError when the release was there before, so that this program may not change it */
export function releaseOf({ release }: Pick<Scene, 'release'>): Release {
  if (release === undefined) throw new StackError('the release is not this program’s own, and is not changed');
  return release;
}
