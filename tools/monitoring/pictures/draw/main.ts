/**
 * Draws each dashboard from a recording, in a headless Chromium, as <uid>.png, and the upper part of one as <uid>-top.png.
 *
 *   CHROMIUM_BIN=… main.ts RECORDING FOLDER
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import puppeteer from 'puppeteer-core';
import { dashboards } from '../../dashboards/index';
import { panelsOf } from '../../dashboards/inspect';
import { save } from './save';

const WIDTH = 1280;
/** What the README shows of a dashboard: all that is above this row. */
const TOP = { uid: 'tme1crv-overview', until: 'Objectives' };

async function main(recordingFile: string, folder: string): Promise<void> {
  const executablePath = process.env['CHROMIUM_BIN'];
  if (!executablePath) throw new Error('CHROMIUM_BIN must name the browser: /usr/bin/chromium');
  const recording = JSON.parse(readFileSync(recordingFile, 'utf8'));
  const work = mkdtempSync(join(tmpdir(), 'pictures-'));
  const browser = await puppeteer.launch({
    executablePath,
    args: ['--no-sandbox', '--force-color-profile=srgb', '--hide-scrollbars', '--allow-file-access-from-files'],
  });
  try {
    const address = await bundle(work);
    mkdirSync(folder, { recursive: true });
    for (const dashboard of dashboards()) {
      const page = await browser.newPage();
      page.on('pageerror', (error) => process.stderr.write(`${dashboard.uid}: ${error}\n`));
      page.on('console', (message) => process.stderr.write(`${dashboard.uid}: ${message.text()}\n`));
      await page.setViewport({ width: WIDTH, height: 900 });
      await page.goto(address);
      await page.evaluate((one, data, width) => window.draw(one, data, width), dashboard, recording, WIDTH);
      const icons = panelsOf(dashboard).filter(({ description }) => description).length;
      await page.waitForFunction((count) => document.querySelectorAll('section svg').length >= count, {}, icons);
      // Charts measure themselves and are drawn in the frames after that.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_500)));
      await save(join(folder, `${dashboard.uid}.png`), await page.screenshot({ fullPage: true }));
      if (dashboard.uid === TOP.uid) {
        const height = await page.evaluate((title) => window.topOfRow(title), TOP.until);
        const clip = { x: 0, y: 0, width: WIDTH, height };
        await save(join(folder, `${dashboard.uid}-top.png`), await page.screenshot({ clip }));
      }
      await page.close();
    }
  } finally {
    await browser.close();
    rmSync(work, { recursive: true, force: true });
  }
}

// --- internal ---

/** The page as files in a folder, with a script that knows how to draw; the page has to come from somewhere to have storage. */
async function bundle(folder: string): Promise<string> {
  await build({
    entryPoints: [join(__dirname, 'page.tsx')],
    bundle: true,
    outdir: folder,
    format: 'iife',
    jsx: 'automatic',
    loader: { '.svg': 'dataurl', '.ttf': 'dataurl' },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  // Where the components look for their icons.
  mkdirSync(join(folder, 'public', 'build'), { recursive: true });
  symlinkSync(join(__dirname, 'node_modules/@grafana/ui/dist/public/img'), join(folder, 'public', 'build', 'img'));
  const page = join(folder, 'page.html');
  writeFileSync(
    page,
    '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="page.css"><body><script src="page.js"></script>',
  );
  return pathToFileURL(page).href;
}

const [recording, folder] = process.argv.slice(2);
if (recording === undefined || folder === undefined) {
  process.stderr.write('usage: main.ts RECORDING FOLDER\n');
  process.exit(2);
}
main(recording, folder).catch((error: Error) => {
  process.stderr.write(`pictures: ${error.message}\n`);
  process.exitCode = 1;
});
