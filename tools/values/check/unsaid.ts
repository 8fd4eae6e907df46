import type { Finding } from '../findings';
import { formatPath } from '../json';

/** Those about values that have no error yet, nor are below one that has. */
export function unsaid(found: readonly Finding[], said: readonly Finding[]): Finding[] {
  const refused = new Set(said.filter(({ severity }) => severity === 'error').map(({ path }) => formatPath(path)));
  return found.filter(({ path }) => !path.some((_, at) => refused.has(formatPath(path.slice(0, at + 1)))));
}
