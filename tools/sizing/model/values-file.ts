/** The plan as values: a tree for machines, a commented file for people. */

import type { Json, JsonObject } from '../../values/json';
import { wrap } from '../../values/text/wrap';
import { type CommentedEntry, commentedYaml } from '../../values/tme1crv/generate/commented-yaml';
import type { Recommendation } from './recommendation';

/**
 * The file's text.
 *
 * @param schemaPath where the chart's schema is, as seen from the file
 * @param command what makes the same plan again
 */
export function renderValuesFile(
  recommendations: readonly Recommendation[],
  schemaPath: string,
  command: string,
): string {
  const header = [
    `yaml-language-server: $schema=${schemaPath}`,
    ...wrap('Sizes of a release, planned from what was measured (docs/capacity.md). The same plan again:', LINE_WIDTH),
    `  ${command}`,
  ];
  return `${header.map((line) => `# ${line}\n`).join('')}\n${commentedYaml(entriesOf(treeOf(recommendations)))}`;
}

/** The values as one tree. */
export function valuesOf(recommendations: readonly Recommendation[]): JsonObject {
  const plain = (tree: Tree): JsonObject =>
    Object.fromEntries([...tree].map(([key, node]) => [key, node instanceof Map ? plain(node) : node.value]));
  return plain(treeOf(recommendations));
}

// --- internal ---

const LINE_WIDTH = 118;

/** What the chart's default sets too; a file that sets `commonConfiguration` replaces all of it. */
const FIXED_DIRECTIVES = ['appendonly yes', 'appendfsync everysec', 'save ""', 'maxmemory-policy noeviction'];

interface Leaf {
  value: Json;
  why: string;
}

type Tree = Map<string, Tree | Leaf>;

function treeOf(recommendations: readonly Recommendation[]): Tree {
  const root: Tree = new Map();
  for (const { path, value, why } of withDirectives(recommendations)) {
    const keys = path.split('.');
    const last = keys.pop() as string;
    let node = root;
    for (const key of keys) {
      const child = node.get(key);
      const next: Tree = child instanceof Map ? child : new Map();
      node.set(key, next);
      node = next;
    }
    node.set(last, { value, why });
  }
  return root;
}

/** Directives of one text become that text, at the place of the first. */
function withDirectives(recommendations: readonly Recommendation[]): (Leaf & { path: string })[] {
  const texts = new Map<string, Leaf & { path: string }>();
  return recommendations.flatMap((each): (Leaf & { path: string })[] => {
    if (each.directive === undefined) return [each];
    const line = `${each.directive} ${String(each.value)}\n`;
    const why = `${each.directive}: ${each.why}`;
    const known = texts.get(each.path);
    if (known) {
      known.value = `${String(known.value)}${line}`;
      known.why = `${known.why}\n${why}`;
      return [];
    }
    const text = { path: each.path, value: `${FIXED_DIRECTIVES.join('\n')}\n${line}`, why };
    texts.set(each.path, text);
    return [text];
  });
}

function entriesOf(tree: Tree): CommentedEntry[] {
  return [...tree].map(([key, node]) =>
    node instanceof Map ? { key, children: entriesOf(node) } : { key, comment: node.why, value: node.value },
  );
}
