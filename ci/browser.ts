/**
 * The tests of the web app's page in Chromium: the one on this machine, else Debian's, unpacked into the cache (about 100 MB, once; nothing is
 * installed). Where there is neither, one line says that they were left out.
 *
 *   ts-node ci/browser.ts
 */
import { binariesToFetch, catalog, findBinaries } from '../tools/deploy/binaries';
import { reportFailure, StackError } from '../tools/deploy/errors';
import { runAttached } from '../tools/deploy/run';
import { PROJECT_ROOT } from '../tools/values/io';

async function main(): Promise<void> {
  process.chdir(PROJECT_ROOT);
  const path = await chromium();
  if (path === undefined) return;
  process.env[catalog.chromium.variable] = path;
  runAttached('npm', '--prefix', 'webapp', 'run', '--silent', 'test:browser');
}

// --- internal ---

async function chromium(): Promise<string | undefined> {
  if (binariesToFetch(['chromium']).length > 0) console.log('fetching Chromium (about 100 MB) into the cache');
  try {
    return (await findBinaries(['chromium'])).chromium;
  } catch (error) {
    // One that is named wrongly is a mistake; one that can't be had is not.
    if (!(error instanceof StackError) || process.env[catalog.chromium.variable]) throw error;
    console.log(`left out: the page's tests in Chromium (${error.message}; CHROMIUM_BIN can name one)`);
    return undefined;
  }
}

main().catch(reportFailure('browser'));
