/** Fresh installs, one after the other, each on empty volumes: is there one primary, and how soon is everything ready? */
import { StackError } from '../../tools/deploy/errors';
import { PROJECT_ROOT } from '../../tools/values/io';
import { updatePage } from '../../tools/values/tme1crv/generate/documents';
import { inRoot, PATHS } from '../../tools/values/tme1crv/project';
import { releaseExists } from '../cluster/helm';
import type { ClusterNode } from './cluster/node';
import { replicationProblem } from './cluster/redis';
import { Release } from './cluster/release';
import { readTopology } from './cluster/topology';
import type { Options } from './options';
import { readCircumstances } from './results/circumstances';
import { appendLine } from './results/file';
import { type InstallResult, READY_BUDGET_MS } from './results/installs';
import { seconds } from './results/table';

const RESULTS_FILE = inRoot(PROJECT_ROOT, PATHS.installsResults);

/**
 * Installs, looks, and removes everything with its data, as often as the options say. Results are recorded unless RESULTS is empty.
 * @returns whether each was whole within the budget
 * @throws StackError when the release is there already, or Helm fails
 */
export async function runInstalls(options: Options, node: ClusterNode, say: (line: string) => void): Promise<boolean> {
  if (await releaseExists(options)) throw new StackError(`release ${options.release} is there already`);
  let failed = 0;
  for (let turn = 1; turn <= options.installs; turn += 1) {
    const result = await installOnce(options, node);
    if (options.resultsFile !== '') {
      appendLine(RESULTS_FILE, result);
      updatePage(PROJECT_ROOT, 'docs/faults.md');
    }
    const problem = result.problem || (result.readyMs > READY_BUDGET_MS ? 'over budget' : '');
    if (problem !== '') failed += 1;
    const mark = problem === '' ? 'ok   ' : 'FAIL ';
    say(
      `${mark} install ${turn}/${options.installs}: ready after ${seconds(result.readyMs)}${problem && `: ${problem}`}`,
    );
  }
  say(`\ninstalls: ${options.installs - failed} passed, ${failed} failed`);
  return failed === 0;
}

// --- internal ---

async function installOnce(options: Options, node: ClusterNode): Promise<InstallResult> {
  const date = new Date().toISOString();
  const start = performance.now();
  const release = new Release(PROJECT_ROOT, options, node);
  await release.install();
  const readyMs = Math.round(performance.now() - start);
  try {
    const topology = await readTopology(options.release);
    // At once: Helm has waited until every pod was Ready.
    const problem = await replicationProblem(topology);
    return { date, circumstances: await readCircumstances(PROJECT_ROOT, topology), readyMs, problem };
  } finally {
    await release.remove();
  }
}
