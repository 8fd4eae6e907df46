/** Whether one primary can be there as much as is wished for: nothing takes its place while it restarts. */
import { figure } from './amount-text';
import type { Load } from './load';
import { allow } from './margins';
import type { Refusal } from './sized';

const MONTH_SECONDS = 30 * 86_400;

export function checkAvailability({ wishes, writes, capacity }: Load, dataBytes: number): Refusal[] {
  if (writes === 0) return [];
  const loading = dataBytes / capacity.persistence.loadBytesPerSecond;
  const down = wishes.primaryRestarts * (allow('restartSeconds') + loading);
  const allowed = (1 - wishes.availability / 100) * MONTH_SECONDS * allow('downtimeShare');
  if (down <= allowed) return [];
  return [
    {
      part: 'single Redis primary',
      message: `${figure(wishes.primaryRestarts)} restarts a month without writes, ${figure(allow('restartSeconds') + loading)} s each (${figure(loading)} s to read the data), are ${figure(down)} s; --availability ${wishes.availability} leaves ${figure(allowed)} s for them`,
      fix: 'lower --availability or --items, or see to fewer --primary-restarts: nothing takes the primary’s place here',
    },
  ];
}
