/** Everybody can use the page: axe finds nothing, the keyboard reaches everything, and nothing is cut off on a phone. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type AxeResults, source } from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { openPage, says, WITHOUT_BROWSER } from '../support/browser';
import { SentinelSet } from '../support/sentinel-set';
import { TestService } from '../support/service';

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 320, height: 640 };
const TOKEN = 'w'.repeat(32);

describe('the page is for everybody', { skip: WITHOUT_BROWSER }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'page-everybody-'));
  let set: SentinelSet;
  let service: TestService;

  // With all that the page can show: Sentinels, links, the form for a token.
  before(async () => {
    const file = join(folder, 'tokens');
    writeFileSync(file, `write ${TOKEN}\n`);
    set = await SentinelSet.start();
    const links = { PAGE_DOCS_URL: 'https://docs.example.com', PAGE_GRAFANA_URL: 'https://grafana.example.com' };
    service = await TestService.start({ ...set.env, ...links, AUTH_TOKENS_FILE: file });
    await service.whenHealthy(2);
  });

  after(async () => {
    await service?.stop();
    await set?.stop();
    rmSync(folder, { recursive: true });
  });

  /** A page on which everything has been used once, good and bad. */
  async function usedPage(options: BrowserContextOptions): Promise<Page> {
    const { page } = await openPage(service.url, options);
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    await press('Write');
    await says(page, 'result', /^401/);
    await page.getByLabel('Bearer token').fill(TOKEN);
    await press('Use this token');
    await page.getByLabel('Id', { exact: true }).fill(`long-${'x'.repeat(250)}`);
    await press('Write');
    await says(page, 'result', /^(Created|Replaced)/);
    await press('List');
    await page.getByRole('list', { name: 'Items found' }).waitFor();
    await press('Run 20 rounds');
    await says(page, 'experiment-state', /^Done/);
    await says(page, 'summary', /^The primary takes writes/);
    return page;
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [name, viewport] of [
      ['desk', DESK],
      ['phone', PHONE],
    ] as const) {
      test(`axe finds nothing: ${colorScheme}, ${name}`, async (t) => {
        const page = await usedPage({ colorScheme, viewport });
        await page.evaluate(source);
        const { violations, incomplete, passes } = (await page.evaluate('axe.run()')) as AxeResults;
        const shown = [...violations, ...incomplete].map(({ id, help, nodes }) => ({
          id,
          help,
          nodes: nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`),
        }));
        t.diagnostic(`${passes.length} rules of axe passed`);
        assert.deepEqual(shown, []);
        assert.ok(passes.some(({ id }) => id === 'color-contrast'));
      });
    }
  }

  test('on a phone nothing is wider than the screen', async () => {
    const page = await usedPage({ viewport: PHONE });
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), PHONE.width);
  });

  test('the Tab key reaches every control in the order that they are read, and each one shows that it has the focus', async () => {
    const { page } = await openPage(service.url, { viewport: DESK });
    await page.getByRole('link', { name: 'Grafana' }).waitFor();
    await page.getByLabel('Bearer token').waitFor();
    const reached: string[] = [];
    for (;;) {
      await page.keyboard.press('Tab');
      const name = (await page.evaluate(FOCUSED)) as string;
      if (name === '' || reached.includes(name)) break;
      reached.push(name);
    }
    assert.deepEqual(reached, [
      ...['OpenAPI', 'State as JSON', 'Documentation', 'Grafana', 'bearer', 'Use this token', 'forget'],
      ...['item-id', 'item-value', 'send-token', 'Write', 'read', 'delete', 'list', 'experiment'],
    ]);
  });

  test('an item can be written with the keyboard alone, and the result is read out', async () => {
    const { page } = await openPage(service.url);
    await page.getByLabel('Bearer token').focus();
    await page.keyboard.type(TOKEN);
    await page.keyboard.press('Enter');
    await page.getByLabel('Id', { exact: true }).focus();
    await page.keyboard.press('Enter');
    await says(page, 'result', /^(Created|Replaced) greeting\.$/);
    assert.equal(await page.locator('#result').getAttribute('role'), 'status');
  });

  test('links lead to what this installation has', async () => {
    const { page } = await openPage(service.url);
    const href = (name: string) => page.getByRole('link', { name }).getAttribute('href');
    assert.equal(await href('Documentation'), 'https://docs.example.com');
    assert.equal(await href('Grafana'), 'https://grafana.example.com');
    await page.getByRole('link', { name: 'OpenAPI' }).click();
    assert.match((await page.textContent('body')) ?? '', /"openapi":"3\.1\.0"/);
  });

  test('nothing moves or is asked for while nobody sees the page', async () => {
    const { page, requests } = await openPage(service.url);
    await says(page, 'summary', /takes writes/);
    const hidden = (value: boolean) =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, value: ${value} })`);
    await hidden(true);
    const polls = () => requests.filter((url) => url.endsWith('/readyz')).length;
    // One may be on its way.
    await page.waitForTimeout(1500);
    const before = polls();
    await page.waitForTimeout(2500);
    assert.equal(polls(), before);
    await hidden(false);
    await page.waitForRequest(/\/readyz$/);
  });
});

/** What has the focus and shows it: its id or text; empty when that is nothing. */
const FOCUSED = `(() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  if (element === document.body || outlineStyle === 'none' || parseFloat(outlineWidth) < 2) return '';
  return element.id || element.textContent;
})()`;
