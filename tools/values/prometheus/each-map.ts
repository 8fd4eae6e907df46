/** Lists of maps in Prometheus' configuration. */
import { isObject } from '../json';
import { isTemplate } from '../text/template';
import { type Problem, problem } from './problem';

/**
 * Checks each map of a list; nothing is said of what isn't set, or is a template.
 *
 * @param fixes for what is no list, and for an entry that is no map
 */
export function eachMap(
  given: unknown,
  path: readonly string[],
  fixes: { list: string; map: string },
  check: (map: Readonly<Record<string, unknown>>, path: readonly string[]) => Problem[],
): Problem[] {
  if (given === undefined || given === null || isTemplate(given)) return [];
  if (!Array.isArray(given)) return [problem(path, 'is no list', fixes.list)];
  return given.flatMap((one, at) => {
    const here = [...path, String(at)];
    return isObject(one) ? check(one, here) : [problem(here, 'is no map', fixes.map)];
  });
}
