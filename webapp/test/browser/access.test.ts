/** The page where the app wants bearer tokens: it asks for one, and keeps it in memory only. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openPage, says, WITHOUT_BROWSER } from '../support/browser';
import type { TestService } from '../support/service';
import { startStack } from '../support/stack';

const READ = 'r'.repeat(32);
const WRITE = 'w'.repeat(32);

describe('the page with bearer tokens', { skip: WITHOUT_BROWSER }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'page-tokens-'));
  let service: TestService;

  before(async () => {
    const file = join(folder, 'tokens');
    writeFileSync(file, `read ${READ}\nwrite ${WRITE}\n`);
    ({ service } = await startStack(1, { AUTH_TOKENS_FILE: file }));
  });

  after(() => rmSync(folder, { recursive: true }));

  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

  async function use(page: Page, token: string): Promise<void> {
    await page.getByLabel('Bearer token').fill(token);
    await press(page, 'Use this token');
  }

  test('without a token the state of Redis is there, and the first request asks for one', async () => {
    const { page, errors } = await openPage(service.url);
    await says(page, 'summary', /1 of 1 replica\./);
    await press(page, 'Write');
    await says(page, 'result', /^401: The request needs a valid token\./);
    assert.equal(await page.evaluate('document.activeElement.id'), 'bearer');
    await use(page, 'two words');
    await says(page, 'access-state', /no spaces/);
    await use(page, READ);
    await says(page, 'access-state', /is sent with each request/);
    await press(page, 'Write');
    await says(page, 'result', /^403: The token does not allow this\./);
    await press(page, 'Read');
    await says(page, 'result', /^404: /);
    await use(page, WRITE);
    await press(page, 'Write');
    await says(page, 'result', /^Created greeting\.$/);
    await press(page, 'Forget it');
    await press(page, 'Write');
    await says(page, 'result', /^401: /);
    assert.deepEqual(errors, []);
  });

  test('the token is nowhere but in memory: not in the page, its address or any storage, and gone after a reload', async () => {
    const { page, requests } = await openPage(service.url);
    await use(page, WRITE);
    await press(page, 'Write');
    await says(page, 'result', /^(Created|Replaced) greeting\.$/);
    assert.ok(!(await page.content()).includes(WRITE));
    assert.equal(await page.getByLabel('Bearer token').inputValue(), '');
    const stored = await page.evaluate('JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])');
    assert.equal(stored, '[{},{},""]');
    assert.deepEqual(await page.evaluate('indexedDB.databases()'), []);
    for (const url of requests) assert.ok(!url.includes(WRITE));
    await page.reload();
    await press(page, 'Write');
    await says(page, 'result', /^401: /);
  });
});
