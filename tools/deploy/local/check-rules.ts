import { type RunOptions, runOrFail } from '../run';
import { ruleFile } from './parts/prometheus';
import type { Plan } from './plan';
import { type StateFolder, writePrivately } from './state';

/**
 * Has promtool read the chart's rules before Prometheus does, whose log would only say that it didn't start.
 * @throws StackError with promtool's findings
 */
export async function checkRules(state: StateFolder, plan: Plan, promtool: string, options: RunOptions): Promise<void> {
  const file = state.path('etc', 'rules-to-check.yaml');
  writePrivately(file, plan.prometheus.files[ruleFile(state)] ?? '');
  await runOrFail(promtool, ['check', 'rules', file], options);
}
