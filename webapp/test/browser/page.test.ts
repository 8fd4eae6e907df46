/** Items on the page: written, read, listed and removed, and what a consistency token changes. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { openPage, PLAIN_HTTP_HOST, says, WITHOUT_BROWSER } from '../support/browser';
import { eventually } from '../support/eventually';
import { type Stack, startStack } from '../support/stack';

describe('the page in Chromium', { skip: WITHOUT_BROWSER }, () => {
  let stack: Stack;

  before(async () => {
    stack = await startStack(2);
  });

  test('an item is written, read with the token of the write, and removed', async () => {
    const { service, primary } = stack;
    const { page, errors, requests } = await openPage(service.url);
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const log = page.getByRole('list', { name: 'Requests' }).getByRole('listitem');
    await page.getByLabel('Id', { exact: true }).fill('browser:1');
    await page.getByLabel('Value').fill('{"pi": 3.14159265358979323846}');
    await press('Write');
    await says(page, 'result', /^Created browser:1\.$/);
    assert.equal(await primary.client.get('item:browser:1'), '{"pi": 3.14159265358979323846}');
    await says(page, 'last-token', /^1\.[0-9a-f]{40}\./);
    await press('Read');
    await says(
      page,
      'result',
      /^Read from (replica|primary) 127[.\d]+:\d+: \{"id":"browser:1","value":\{"pi": 3\.14159265358979323846\}\}$/,
    );
    assert.match(
      (await log.first().textContent()) ?? '',
      /GET \/items\/browser%3A1 200, served by \w+ 127[.\d]+:\d+, with the token/,
    );
    await page.getByRole('checkbox').uncheck();
    await press('Read');
    await eventually(async () =>
      assert.doesNotMatch((await log.first().textContent()) ?? '', /with the token|brought/),
    );
    await press('Delete');
    await says(page, 'result', /^Removed browser:1\.$/);
    await press('Read');
    await says(page, 'result', /^404: There is no such item\./);
    assert.deepEqual(errors, []);
    for (const url of requests) assert.ok(url.startsWith(service.url), url);
  });

  test('everything works over plain HTTP too, where a browser has no secure context', async () => {
    const url = stack.service.url.replace('127.0.0.1', PLAIN_HTTP_HOST);
    const { page, errors, requests } = await openPage(url);
    assert.equal(await page.evaluate('isSecureContext'), false);
    await says(page, 'summary', /2 of 2 replicas/);
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await says(page, 'result', /^(Created|Replaced) greeting\.$/);
    await page.getByRole('button', { name: 'Run 20 rounds' }).click();
    await says(page, 'experiment-state', /^Done: 20 rounds\.$/);
    assert.deepEqual(errors, []);
    for (const each of requests) assert.ok(each.startsWith(url), each);
  });

  test('text is stored as a string, and what looks like markup stays text', async () => {
    const { service, primary } = stack;
    const { page, errors } = await openPage(service.url);
    const text = '<img src=x onerror="document.title=\'broken\'">';
    await page.getByLabel('Id', { exact: true }).fill('markup');
    await page.getByLabel('Value').fill(text);
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await says(page, 'result', /^Created markup\.$/);
    assert.equal(await primary.client.get('item:markup'), JSON.stringify(text));
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await says(page, 'result', /<img src=x/);
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.title(), 'tme1crv web app');
    assert.deepEqual(errors, []);
  });

  test('the list puts an item’s id into the form', async () => {
    const { service } = stack;
    await service.put('listed', 1);
    const { page } = await openPage(service.url);
    await page.getByRole('button', { name: 'List' }).click();
    await page.getByRole('list', { name: 'Items found' }).getByRole('button', { name: 'listed' }).click();
    assert.equal(await page.getByLabel('Id', { exact: true }).inputValue(), 'listed');
    await says(page, 'result', /^\d+ items?, from (replica|primary) 127[.\d]+:\d+\.$/);
  });

  test('an id that isn’t allowed is refused on the page, and nothing is sent', async () => {
    const { page, requests } = await openPage(stack.service.url);
    await page.getByLabel('Id', { exact: true }).fill('no spaces');
    for (const name of ['Write', 'Read', 'Delete']) await page.getByRole('button', { name, exact: true }).click();
    assert.equal(await page.locator('#item-id:invalid').count(), 1);
    assert.deepEqual(
      requests.filter((url) => new URL(url).pathname.startsWith('/items')),
      [],
    );
  });

  test('the list of requests keeps the last 20', async () => {
    const { page } = await openPage(stack.service.url);
    const read = page.getByRole('button', { name: 'Read', exact: true });
    for (let n = 1; n <= 22; n += 1) await read.click();
    await eventually(async () => assert.equal(await page.locator('#log > li').count(), 20));
  });

  test('reads with the token of a write see it, also while every replica lags', async () => {
    const { service, replicas } = stack;
    const { page } = await openPage(service.url);
    const run = async () => {
      await page.getByRole('button', { name: 'Run 20 rounds' }).click();
      await says(page, 'experiment-state', /^Done: 20 rounds\.$/);
      const rows = await page.locator('#experiment-rows tr').allTextContents();
      assert.equal(rows.length, 2);
      return rows;
    };
    assert.match((await run())[1] ?? '', /^with the token20 of 20/);
    // Replicas that get nothing new, and that the app takes for healthy until it has looked again.
    for (const { client } of replicas) await client.replicaof('127.0.0.1', '1');
    const rows = await run();
    assert.match(rows[1] ?? '', /^with the token20 of 20.*primary \d+/);
  });
});
