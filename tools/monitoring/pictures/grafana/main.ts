/**
 * make dashboard-pictures: screenshots of this chart's dashboards in a running Grafana. It fails when a panel shows an error.
 *
 *   GRAFANA=http://127.0.0.1:3001 GRAFANA_PASSWORD=… ts-node main.ts FOLDER
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBinaries } from '../../../deploy/binaries';
import { reportFailure, StackError } from '../../../deploy/errors';
import { PROJECT_ROOT } from '../../../values/io';
import { takeScreenshots } from './screenshots';

async function main([folder]: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { GRAFANA: url, GRAFANA_USER: user = 'admin', GRAFANA_PASSWORD: password } = env;
  if (!folder || !url || !password) {
    throw new StackError('usage: GRAFANA=http://… GRAFANA_PASSWORD=… make dashboard-pictures FOLDER=…', '', 2);
  }
  const { chromium } = await findBinaries(['chromium']);
  const files = globSync(join(PROJECT_ROOT, 'chart/dashboards/*.json')).sort();
  const dashboards = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
  const shown = await takeScreenshots({ url, user, password }, dashboards, { folder, chromium });
  for (const { file, panels, withoutData } of shown) {
    const empty = withoutData.length === 0 ? '' : `; without data: ${withoutData.join(', ')}`;
    console.log(`${file}: ${panels} panels${empty}`);
  }
  const failed = shown.flatMap(({ file, failed }) => failed.map((title) => `${file}: ${title}`));
  if (failed.length > 0) throw new StackError(`panels with errors:\n${failed.join('\n')}`);
}

main(process.argv.slice(2), process.env).catch(reportFailure('dashboard pictures'));
