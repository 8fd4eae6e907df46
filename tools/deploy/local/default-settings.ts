/**
 * chart-defaults.json: what the chart says to Redis and the web app when no values are given, so that both can start
 * where Helm has yet to be fetched or built. `ts-node default-settings.ts` writes it, with `--check` it only compares.
 * gen-values can't do that: only Helm knows what the templates make of the values, and gen-values does without Helm.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { findHelm } from '../binaries/helm';
import { describeError, StackError } from '../errors';
import { type ChartSettings, DEFAULT_PROFILE, renderForLocal, settingsOf } from './settings';

/** As they are in the file. */
export function defaultSettings(): ChartSettings {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

// --- internal ---

const REPOSITORY = resolve(__dirname, '../../..');
const FILE = join(__dirname, 'chart-defaults.json');

async function main(check: boolean): Promise<void> {
  const request = { repository: REPOSITORY, helm: await findHelm(REPOSITORY), profile: DEFAULT_PROFILE };
  const rendered = settingsOf(await renderForLocal({ ...request, values: [], set: [] }));
  if (!check) {
    writeFileSync(FILE, `${JSON.stringify(rendered, null, 2)}\n`);
  } else if (!isDeepStrictEqual(defaultSettings(), rendered)) {
    const script = relative(REPOSITORY, __filename);
    throw new StackError(
      `out of date: ${relative(REPOSITORY, FILE)}`,
      `run \`npx ts-node ${script}\` and commit what it writes`,
    );
  }
}

if (require.main === module) {
  main(process.argv.includes('--check')).catch((error: unknown) => {
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = 1;
  });
}
