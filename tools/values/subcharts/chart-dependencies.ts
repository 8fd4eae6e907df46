/** What a Chart.yaml, or the requirements.yaml of older charts, says about the charts inside. */
import { isObject } from '../json';

export interface ChartDependency {
  name: string;
  version: string;
  /** The key under which its values stand. */
  key: string;
  /** Paths of the outer chart's values, of which the first that is set switches it. */
  conditions: readonly string[];
  /** Switched together with others, by `tags` at the top of the values. */
  tags: readonly string[];
  /** Where values of it come to stand in the outer chart: dotted paths, `''` for its top. */
  imports: readonly { from: string; to: string }[];
}

/** Those of a Chart.yaml that has been read. */
export function dependenciesIn(chart: Record<string, unknown>): ChartDependency[] {
  const listed = Array.isArray(chart['dependencies']) ? chart['dependencies'].filter(isObject) : [];
  return listed.map((one) => {
    const name = String(one['name']);
    return {
      name,
      version: String(one['version'] ?? ''),
      key: String(one['alias'] ?? name),
      conditions: typeof one['condition'] === 'string' ? one['condition'].split(',').map((path) => path.trim()) : [],
      tags: Array.isArray(one['tags']) ? one['tags'].map(String) : [],
      imports: Array.isArray(one['import-values']) ? one['import-values'].flatMap(importOf) : [],
    };
  });
}

// --- internal ---

/** `- data` takes what the subchart has under `exports.data` to the top; `{child, parent}` says both paths. */
function importOf(given: unknown): { from: string; to: string }[] {
  if (typeof given === 'string') return [{ from: `exports.${given}`, to: '' }];
  if (!isObject(given)) return [];
  return [{ from: String(given['child'] ?? ''), to: String(given['parent'] ?? '').replace(/^\.$/, '') }];
}
