/** `validate --deep`: finds Helm, and renders and checks what can be read. */
import { helmOnThisMachine } from '../../deploy/binaries/helm';
import type { ChartContext } from '../check/validate';
import { UsageError } from '../errors';
import { withTreeDefaults } from '../subcharts/tree-defaults';
import { readValues } from '../yaml/read';
import type { MapNode } from '../yaml/source';
import { MissingPackages } from './chart-tree';
import { checkDeep, type DeepRequest, type DeepResult } from './check';

/**
 * What rendering finds beyond `request.said`.
 * @throws UsageError without Helm or the subcharts' packages: a check that was asked for must not be left out in silence
 */
export async function deepFindings(
  request: Omit<DeepRequest, 'helm' | 'roots' | 'defaults'>,
  { defaults, subcharts }: Pick<ChartContext, 'defaults' | 'subcharts'>,
): Promise<DeepResult> {
  const roots = request.files.map(({ bytes, name }) => readValues(bytes, name).root);
  if (!roots.every((root): root is MapNode => root !== undefined)) {
    return { findings: [], notes: ['nothing was rendered: Helm takes files only once they can be read'] };
  }
  const rejected: string[] = [];
  const helm = await helmOnThisMachine(request.io.root, {}, rejected);
  if (helm === undefined) {
    const others = rejected.length > 0 ? ` (${rejected.join('; ')})` : '';
    throw new UsageError(`--deep takes Helm 3.18 or later on PATH, or in HELM_BIN${others}; \`make tools\` builds it`);
  }
  try {
    const own = readValues(defaults.bytes, defaults.name, Infinity).root as MapNode;
    return await checkDeep({ ...request, helm, roots, defaults: withTreeDefaults(own, subcharts) });
  } catch (error) {
    if (!(error instanceof MissingPackages)) throw error;
    throw new UsageError(`--deep takes the packages of ${error.message}: \`${request.chart.bring}\` brings them`);
  }
}
