/** Runs the cross-field rules and finds the place to show each violation at. */
import type { Finding } from '../findings';
import type { RuleName } from '../rule-book';
import type { Rule, Violation } from '../rules/rule';
import { Values } from '../rules/values';
import type { KeyNode } from '../subcharts/key-tree';
import { withTreeDefaults } from '../subcharts/tree-defaults';
import { type MapNode, type Place, placeAt, toJson, typedPath } from '../yaml/source';

/**
 * `files` are the names of the files given: a value that one of them sets explains more than a default does. A rule stays
 * silent about values that `refused` knows, as they have a finding already.
 */
export function checkRules(
  merged: MapNode,
  files: readonly string[],
  refused: (path: readonly string[]) => boolean,
  trees: ReadonlyMap<string, KeyNode>,
  rules: readonly Rule<RuleName>[],
): Finding[] {
  const values = new Values(toJson(merged), () => withTreeDefaults(merged, trees));
  return rules.flatMap((rule) =>
    violationsOf(rule, values).flatMap(({ severity, message, fix, paths, around = [] }): Finding[] => {
      const keys = paths.map(keysOf);
      if (keys.some(refused)) return [];
      const { place, path } = locate([...keys, ...around.map(keysOf)], merged, files);
      return [{ place, path: typedPath(merged, path), severity, rule: rule.name, message, fix }];
    }),
  );
}

// --- internal ---

const keysOf = (path: Violation['paths'][number]) => (typeof path === 'string' ? path.split('.') : [...path]);

/** One rule that fails on values that nobody thought of must not hide what the others find. */
function violationsOf(rule: Rule, values: Values): Violation[] {
  try {
    return rule.check(values);
  } catch (error) {
    const message = `could not be checked: ${(error as Error).message}`;
    return [
      { severity: 'error', paths: [], message, fix: 'mend what else is found; if nothing is, please report this' },
    ];
  }
}

/** The first path that a file sets, else the first that has a default, else the start of the first file. */
function locate(paths: string[][], merged: MapNode, files: readonly string[]): { place: Place; path: string[] } {
  const candidates = paths.map((path) => ({ path, place: placeAt(merged, path) }));
  const set =
    candidates.find(({ place }) => place && files.includes(place.file)) ?? candidates.find(({ place }) => place);
  if (set?.place) return { place: set.place, path: set.path };
  return { place: { file: files[0] ?? '', line: 1, column: 1 }, path: paths[0] ?? [] };
}
