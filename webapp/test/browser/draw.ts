/**
 * Draws the page's pictures for the docs: `ts-node test/browser/draw.ts FOLDER`, with CHROMIUM_BIN set. The page shows a real primary with two
 * replicas, and three Sentinels.
 */
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { endAll } from '../support/at-end';
import { openPage } from '../support/browser';
import { eventually } from '../support/eventually';
import { SentinelSet } from '../support/sentinel-set';
import { TestService } from '../support/service';

/** The first one shows what fits on the screen, the other one everything. */
const PICTURES: Record<string, BrowserContextOptions> = {
  'tme1crv-page.png': { viewport: { width: 960, height: 1080 } },
  'tme1crv-page-phone.png': { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
};

async function main(folder: string): Promise<void> {
  const set = await SentinelSet.start();
  try {
    const service = await TestService.start(set.env);
    await service.whenHealthy(2);
    for (const [name, options] of Object.entries(PICTURES)) await draw(service.url, join(folder, name), options);
  } finally {
    await endAll();
    await set.stop();
  }
}

// --- internal ---

async function draw(url: string, file: string, options: BrowserContextOptions): Promise<void> {
  const { page } = await openPage(url, options);
  await page.getByRole('button', { name: 'Write', exact: true }).click();
  await page.getByText(/^(Created|Replaced) /).waitFor();
  await page.getByRole('button', { name: 'Read', exact: true }).click();
  await page.getByText(/^Read from/).waitFor();
  await page.getByRole('button', { name: 'Run 20 rounds' }).click();
  await page.getByText('Done: 20 rounds.').waitFor();
  await eventually(async () => {
    if ((await page.locator('#nodes .good').count()) !== 3) throw new Error('the nodes are not well');
  });
  await page.mouse.move(0, 0);
  await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)');
  await page.screenshot({ path: file, fullPage: options.colorScheme === 'dark' });
  process.stdout.write(`wrote ${file}\n`);
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: draw.ts FOLDER\n');
  process.exit(2);
}
main(folder).catch((error: Error) => {
  process.stderr.write(`page pictures: ${error.stack}\n`);
  process.exitCode = 1;
});
