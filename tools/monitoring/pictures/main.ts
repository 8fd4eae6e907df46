/**
 * make pictures: draws the dashboards' pictures in docs/images anew, from a local stack under load. With `page`, make page-pictures: those of the
 * web app's page.
 */
import { copyFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { catalog, findBinaries } from '../../deploy/binaries';
import { reportFailure } from '../../deploy/errors';
import { runAttached } from '../../deploy/run';
import { PROJECT_ROOT } from '../../values/io';

/** Out of tools/, where the unit tests would find the tests of half of npm. */
const INSTALLED = join(PROJECT_ROOT, '.tools/pictures');
const DRAW = join(__dirname, 'draw');
const IMAGES = join(PROJECT_ROOT, 'docs/images');
const RECORDING = join(INSTALLED, 'recording.json');

async function main(which: string | undefined): Promise<void> {
  const { chromium } = await findBinaries(['chromium']);
  process.env[catalog.chromium.variable] = chromium;
  process.chdir(PROJECT_ROOT);
  mkdirSync(INSTALLED, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(DRAW, name), join(INSTALLED, name));
  runAttached('npm', 'ci', '--prefix', INSTALLED, '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error');
  rmSync(join(DRAW, 'node_modules'), { recursive: true, force: true });
  symlinkSync(join(INSTALLED, 'node_modules'), join(DRAW, 'node_modules'));
  runAttached('tsc', '-p', DRAW);
  if (which === 'page') drawPage();
  else drawDashboards();
}

// --- internal ---

function drawDashboards(): void {
  runAttached('ts-node', join(__dirname, 'record/main.ts'), RECORDING);
  runAttached('ts-node', join(DRAW, 'main.ts'), RECORDING, IMAGES);
}

function drawPage(): void {
  const raw = join(INSTALLED, 'page');
  rmSync(raw, { recursive: true, force: true });
  mkdirSync(raw);
  runAttached('npm', '--prefix', 'webapp', 'exec', '--', 'ts-node', 'webapp/test/browser/draw.ts', raw);
  runAttached('ts-node', join(DRAW, 'save.ts'), raw, IMAGES);
}

main(process.argv[2]).catch(reportFailure('pictures'));
