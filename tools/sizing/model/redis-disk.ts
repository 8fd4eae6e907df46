/** Redis' volumes: the append-only file with what it grows by, and what a rewrite or a full copy adds for a while. */
import { figure, volumeQuantity } from './amount-text';
import { allow } from './headroom';
import type { Load } from './load';
import { type Part, recommend } from './recommendation';
import { rewriteSeconds } from './redis-memory';

export function planRedisDisk(load: Load, dataBytes: number): Part {
  const { persistence } = load.capacity;
  const compact = load.items * load.itemFileBytes;
  const grown = Math.max(compact * allow('fileGrowth'), allow('leastFile'));
  const meanwhile = load.streamBytesPerSecond * rewriteSeconds(load, dataBytes);
  const rewriting = compact * persistence.rewritePeakRatio + grown + meanwhile;
  // A replica may still have all of its old file when a full copy begins.
  const copying = compact + grown + compact * persistence.syncPeakRatio + meanwhile;
  const from = ['items', 'itemBytes', 'idBytes', 'writes', 'growthPercent'] as const;
  const measured = `${figure(load.itemFileBytes)} bytes an item in the file; ${figure(persistence.rewritePeakRatio)} times the file during a rewrite, ${figure(persistence.syncPeakRatio)} times during a full copy`;
  const size = (role: string, peak: number, why: string) =>
    recommend(`redis.${role}.persistence.size`, volumeQuantity(peak / allow('volumeShare')), why, from, measured);
  return {
    refusals: [],
    recommendations: [
      size('master', rewriting, 'The append-only file, grown by as much again, beside the new one; a fifth free.'),
      size('replica', Math.max(rewriting, copying), 'As the primary, and room for a full copy.'),
    ],
  };
}
