/** All that is checked of values for a chart that no plug-in knows: what follows from its own files. */
import type { ForeignChart } from '../charts/chart';
import type { Finding } from '../findings';
import type { KeyNode } from '../subcharts/key-tree';
import type { MapNode } from '../yaml/source';
import { checkChartValues } from './chart-values';
import { gatherMisplaced, gatherNeighbours } from './gather-misplaced';
import { checkForeignSchemas } from './subchart-schema';
import { KnownKeys } from './unknown-key';
import { unsaid } from './unsaid';
import type { ChartContext } from './validate';

/** @param given what the user gives, merged; @param names of the files and options that it comes from */
export function checkAgainstChart(given: MapNode, { known, knowledge }: Context, names: readonly string[]): Finding[] {
  const { tree, words, defaults } = known;
  const trees = new Map(Object.entries(tree.keys));
  // A schema may refuse the chart's own defaults: that is nothing that a values file could mend.
  const users = ({ place }: Finding) => names.includes(place.file);
  const findings = checkForeignSchemas(given, tree, defaults()).filter(users);
  const byTemplates = checkChartValues(given, tree, new KnownKeys({}, trees, knowledge), new Set(words));
  const packaged = new Map([...trees].filter((entry): entry is [string, KeyNode] => entry[1].usage?.chart === true));
  findings.push(...unsaid(gatherNeighbours(gatherMisplaced(byTemplates, packaged)), findings));
  return findings;
}

// --- internal ---

type Context = Pick<ChartContext, 'knowledge'> & { known: ForeignChart };
