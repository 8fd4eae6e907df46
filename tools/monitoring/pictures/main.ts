/** make pictures: draws the dashboards' pictures in docs/images anew, from a local stack under load. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findOnPath } from '../../deploy/binaries/find';

const ROOT = resolve(__dirname, '../../..');
/** Out of tools/, where the unit tests would find the tests of half of npm. */
const INSTALLED = join(ROOT, '.tools/pictures');
const RECORDING = join(INSTALLED, 'recording.json');

function main(): void {
  const chromium = process.env['CHROMIUM_BIN'] || findOnPath(['chromium', 'chromium-browser', 'google-chrome']);
  if (chromium === undefined) {
    throw new Error('Chromium is missing: install it (Debian: apt-get install chromium) or set CHROMIUM_BIN');
  }
  const draw = join(__dirname, 'draw');
  mkdirSync(INSTALLED, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(draw, name), join(INSTALLED, name));
  perform('npm', 'ci', '--prefix', INSTALLED, '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error');
  rmSync(join(draw, 'node_modules'), { recursive: true, force: true });
  symlinkSync(join(INSTALLED, 'node_modules'), join(draw, 'node_modules'));
  perform('tsc', '-p', draw);
  perform('ts-node', join(__dirname, 'record/main.ts'), RECORDING);
  process.env['CHROMIUM_BIN'] = chromium;
  perform('ts-node', join(draw, 'main.ts'), RECORDING, join(ROOT, 'docs/images'));
}

// --- internal ---

/** Ends this program with the other's exit code when it fails. */
function perform(program: string, ...args: string[]): void {
  const { status, error } = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

try {
  main();
} catch (error) {
  console.error(`pictures: ${(error as Error).message}`);
  process.exitCode = 1;
}
