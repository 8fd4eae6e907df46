/** Whether one primary can be there as much as is required: nothing takes its place while it restarts. */
import { figure } from './amount-text';
import { allow } from './headroom';
import type { Load } from './load';
import type { Refusal } from './recommendation';

const MONTH_SECONDS = 30 * 86_400;

export function checkAvailability({ requirements, writes, capacity }: Load, dataBytes: number): Refusal[] {
  if (writes === 0) return [];
  const loading = dataBytes / capacity.persistence.loadBytesPerSecond;
  const down = requirements.primaryRestarts * (allow('restartSeconds') + loading);
  const allowed = (1 - requirements.availability / 100) * MONTH_SECONDS * allow('downtimeShare');
  if (down <= allowed) return [];
  return [
    {
      part: 'single Redis primary',
      message: `${figure(requirements.primaryRestarts)} restarts a month without writes, ${figure(allow('restartSeconds') + loading)} s each (${figure(loading)} s to read the data), are ${figure(down)} s; --availability ${requirements.availability} leaves ${figure(allowed)} s for them`,
      fix: 'lower --availability or --items, or see to fewer --primary-restarts: nothing takes the primary’s place here',
    },
  ];
}
