/** A subchart's own values.schema.json: Helm refuses the whole install for what it refuses. */
import type { Finding } from '../findings';
import type { KeyNode } from '../subcharts/key-tree';
import { type ChartDefaults, withSubchartDefaults } from '../yaml/merge';
import type { MapNode, SourceNode } from '../yaml/source';
import { checkShape, type ShapeOptions } from './shape';

/** Checks the values under each subchart's key, and under those of the charts inside it. */
export function checkSubchartSchemas(merged: MapNode, trees: ReadonlyMap<string, KeyNode>): Finding[] {
  return [...trees].flatMap(([key, tree]) => {
    const node = merged.entries.get(key);
    return node ? below(node, tree, [key]) : [];
  });
}

/** The same of a whole chart that no plug-in knows, as Helm does it: of each chart that is switched on, with all its defaults. */
export function checkForeignSchemas(given: MapNode, tree: KeyNode, defaults: ChartDefaults): Finding[] {
  const options: ShapeOptions = { ...OPTIONS, who: "the chart's schema", left: { steps: STEPS } };
  const check = (
    node: MapNode,
    { schema, keys }: KeyNode,
    chart: ChartDefaults,
    path: readonly string[],
  ): Finding[] => {
    const own = schema ? checkShape(node, schema, path, { ...options, root: schema }) : [];
    const inner = [...chart.subcharts(node)].flatMap(([key, one]) => {
      const [child, below] = [node.entries.get(key), Object.hasOwn(keys, key) ? keys[key] : undefined];
      return child?.kind === 'map' && below ? check(child, below, one, [...path, key]) : [];
    });
    return [...own, ...inner];
  };
  return hasSchema(tree) ? check(withSubchartDefaults(given, defaults), tree, defaults, []) : [];
}

// --- internal ---

const OPTIONS: ShapeOptions = { rule: 'subchart-schema', who: "the subchart's schema", kubernetes: false };
/** Another chart's schema is not to be trusted: its patterns may take a lifetime, its choices multiply. */
const STEPS = 500_000;

const hasSchema = ({ schema, keys }: KeyNode): boolean =>
  schema !== undefined || Object.values(keys).some((one) => one.usage?.chart === true && hasSchema(one));

function below(node: SourceNode, tree: KeyNode, path: readonly string[]): Finding[] {
  const { schema } = tree;
  const own = schema ? checkShape(node, { ...schema, required: [] }, path, { ...OPTIONS, root: schema }) : [];
  if (node.kind !== 'map') return own;
  const inner = [...node.entries].flatMap(([key, child]) => {
    const subtree = Object.hasOwn(tree.keys, key) ? tree.keys[key] : undefined;
    return subtree?.schema ? below(child, subtree, [...path, key]) : [];
  });
  return [...own, ...inner];
}
