/** make pictures: draws the dashboards' pictures in docs/images anew, from a local stack under load. */
import { copyFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from '../../deploy/binaries/find';
import { runAttached } from '../../deploy/run';
import { PROJECT_ROOT } from '../../values/io';

/** Out of tools/, where the unit tests would find the tests of half of npm. */
const INSTALLED = join(PROJECT_ROOT, '.tools/pictures');
const RECORDING = join(INSTALLED, 'recording.json');

function main(): void {
  const chromium = process.env['CHROMIUM_BIN'] || findOnPath(['chromium', 'chromium-browser', 'google-chrome']);
  if (chromium === undefined) {
    throw new Error('Chromium is missing: install it (Debian: apt-get install chromium) or set CHROMIUM_BIN');
  }
  process.chdir(PROJECT_ROOT);
  const draw = join(__dirname, 'draw');
  mkdirSync(INSTALLED, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(draw, name), join(INSTALLED, name));
  runAttached('npm', 'ci', '--prefix', INSTALLED, '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error');
  rmSync(join(draw, 'node_modules'), { recursive: true, force: true });
  symlinkSync(join(INSTALLED, 'node_modules'), join(draw, 'node_modules'));
  runAttached('tsc', '-p', draw);
  runAttached('ts-node', join(__dirname, 'record/main.ts'), RECORDING);
  process.env['CHROMIUM_BIN'] = chromium;
  runAttached('ts-node', join(draw, 'main.ts'), RECORDING, join(PROJECT_ROOT, 'docs/images'));
}

try {
  main();
} catch (error) {
  console.error(`pictures: ${(error as Error).message}`);
  process.exitCode = 1;
}
