import type { Finding } from '../findings';
import { formatPath } from '../json';
import type { Effects } from './effects';
import type { Unit } from './given-values';

/** One finding for all values of a map that have no effect. */
export function effectFindings({ without }: Effects): Finding[] {
  return (without as [Unit, ...Unit[]][]).map(([{ place, path }, ...others]) => ({
    place,
    path,
    severity: 'warning',
    rule: 'ineffective-value',
    message: `has no effect${aside(others)}: what is rendered is the same without it`,
    fix: 'delete it, or look for the value that stands in its way',
  }));
}

// --- internal ---

/** Others of the map that are named. */
const MAX_NAMED = 2;

function aside(others: readonly Unit[]): string {
  if (others.length === 0) return '';
  const listed = others.slice(0, MAX_NAMED).map(({ path }) => formatPath(path));
  const more = others.length > MAX_NAMED ? ` and ${others.length - MAX_NAMED} more` : '';
  return ` (nor ${others.length === 1 ? 'has' : 'have'} ${listed.join(', ')}${more})`;
}
