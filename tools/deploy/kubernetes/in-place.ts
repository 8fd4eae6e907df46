/** What an upgrade can't change in place, found before anything is touched. */
import { UsageError } from '../../values/errors';
import { TME1CRV } from '../../values/tme1crv';
import { reportUpgrade, type UpgradeReport } from '../../values/upgrade';
import { lacksDefinitions } from '../../values/upgrade/planned';
import { formatFixed } from '../../values/upgrade/report';
import type { ClusterTools } from '../../values/upgrade/tools';
import type { Context } from '../context';
import { StackError } from '../errors';
import type { Note, Remark } from '../steps';
import { valuesFiles } from '../values';
import type { Cluster } from './cluster';

/**
 * Looks at what the upgrade of an installed release would change. What it would leave as it was becomes a remark.
 * @throws StackError when Helm, the chart or the API server would refuse it, with what to do
 */
export async function requireInPlace(context: Context, cluster: Cluster, note: Note, remark: Remark): Promise<void> {
  const report = await reportOf(context, cluster);
  if (report.refusal !== undefined) {
    if (/has no deployed releases/.test(report.refusal)) return note('a new release');
    // They are applied in a later step.
    if (lacksDefinitions(report.refusal)) return note('left out: definitions of custom resources are missing yet');
    throw new StackError('The upgrade is refused; nothing was changed.', '', 1, `${report.refusal}\n`);
  }
  const [refused, ignored] = (['refused', 'ignored'] as const).map((effect) =>
    formatFixed(report.fixed.filter((one) => one.effect === effect)),
  ) as [string[], string[]];
  if (refused.length > 0) {
    const hint = 'Do what is named above, or take the values back, and run the same command again (docs/upgrades.md).';
    const details = refused.map((line) => `${line}\n`).join('');
    throw new StackError('The API server would refuse this upgrade; nothing was changed.', hint, 1, details);
  }
  for (const line of ignored) remark(line);
  const pods = report.restarts.reduce((sum, one) => sum + (one.pods ?? 0), 0);
  note(
    `${pods === 0 ? 'no pod' : `${pods} ${pods === 1 ? 'pod' : 'pods'}`} will restart, beside those with another image`,
  );
}

// --- internal ---

async function reportOf(context: Context, cluster: Cluster): Promise<UpgradeReport> {
  const { repository, options } = context;
  const files = valuesFiles(context).flatMap((file) => ['--values', file]);
  const values = [...files, ...options.set.flatMap((pair) => ['--set', pair])];
  const request = { name: options.release, namespace: options.namespace, chart: `${repository}/chart`, values };
  const tools: ClusterTools = {
    helm: (args) => cluster.helm(...args),
    kubectl: (args, input) => cluster.kubectl(args, input === undefined ? {} : { input }),
  };
  try {
    return await reportUpgrade({ ...request, reuseValues: false }, tools, { claimsGuide: TME1CRV.claimsGuide });
  } catch (error) {
    if (error instanceof UsageError) throw new StackError(error.message);
    throw error;
  }
}
