/** The page shows Redis as it is now: what goes away, what comes back, and where reads go meanwhile. */
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { endAll } from '../support/at-end';
import { cards, openPage, says, WITHOUT_BROWSER } from '../support/browser';
import { eventually } from '../support/eventually';
import { SentinelSet } from '../support/sentinel-set';
import { IMPATIENT, TestService } from '../support/service';
import { startStack } from '../support/stack';

describe('the page shows what happens to Redis', { skip: WITHOUT_BROWSER }, () => {
  afterEach(endAll);

  test('the primary is killed: the page says so, reads go on, a write fails with the reason; it comes back', async () => {
    const { primary, service } = await startStack(2);
    const { page, errors } = await openPage(service.url);
    await says(page, 'summary', /^The primary takes writes\. Reads go to 2 of 2 replicas\.$/);
    const [first, ...others] = await cards(page, 'nodes');
    assert.match(first ?? '', new RegExp(`^Primary takes writes127\\.0\\.0\\.1:${primary.port}Connectionready$`));
    assert.equal(others.length, 2);
    for (const card of others) assert.match(card, /^Replica gets reads.*Link to the primaryupLag\d+ bytes?, \d/);
    await primary.crash();
    await says(
      page,
      'summary',
      /^The primary is away: nothing can be written\. Reads go to a replica and may be old\.$/,
    );
    assert.match((await cards(page, 'nodes'))[0] ?? '', /^Primary away.*Error.*ECONNREFUSED/);
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await says(page, 'result', /^503: Redis takes no writes now; nothing was written\. /);
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await says(page, 'result', /^404: /);
    assert.match((await page.locator('#log > li').first().textContent()) ?? '', /404, served by replica-stale/);
    await primary.run();
    await says(page, 'summary', /^The primary takes writes\. Reads go to 2 of 2 replicas\.$/);
    assert.deepEqual(errors, []);
  });

  test('a replica goes away: the other one gets all reads; without replicas the primary does', async () => {
    const { service, replicas } = await startStack(2);
    const { page } = await openPage(service.url);
    await says(page, 'summary', /2 of 2 replicas/);
    await replicas[0]?.crash();
    await says(page, 'summary', /Reads go to 1 of 2 replicas\.$/);
    assert.equal((await cards(page, 'nodes')).filter((card) => card.startsWith('Replica gets no reads')).length, 1);
    await replicas[1]?.crash();
    await says(page, 'summary', /No replica is fit, so reads go to the primary\.$/);
    assert.match((await cards(page, 'nodes'))[0] ?? '', /^Primary takes writes and reads/);
  });

  test('all of Redis is away: reads and writes say so', async () => {
    const { service, primary, replicas } = await startStack(1);
    const { page } = await openPage(service.url);
    await says(page, 'summary', /1 of 1 replica\./);
    for (const server of [primary, ...replicas]) await server.crash();
    await says(page, 'summary', /nothing can be written\. No node can be read\.$/);
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await says(page, 'result', /^503: No Redis node can serve this read now\. /);
    await page.getByRole('button', { name: 'Run 20 rounds' }).click();
    await says(page, 'experiment-state', /^Stopped\. 503: Redis takes no writes now/);
  });

  test('the app itself is away: the page says that what it shows may be old', async () => {
    const { service } = await startStack(1);
    const { page } = await openPage(service.url);
    await says(page, 'summary', /1 of 1 replica\./);
    await service.stop();
    await says(page, 'summary', /^The app can’t be reached\..* What is shown may be old\.$/);
    assert.equal((await cards(page, 'nodes')).length, 2);
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await says(page, 'result', /^No response: The app can’t be reached/);
  });

  test('with Sentinel: they make another node the primary, and the page shows which', async () => {
    const set = await SentinelSet.start();
    try {
      const service = await TestService.start({ ...IMPATIENT, ...set.env });
      await service.whenHealthy(2);
      const { page } = await openPage(service.url);
      await says(page, 'agreement', /^They agree on the primary\./);
      const old = await set.whenSettled();
      const address = `${old.address}:${old.port}`;
      assert.match((await cards(page, 'nodes'))[0] ?? '', new RegExp(address));
      const sentinels = await cards(page, 'sentinel-list');
      assert.equal(sentinels.length, 3);
      for (const card of sentinels) assert.match(card, new RegExp(`^Sentinel can be reached.*Names${address}$`));
      await old.server.crash();
      await says(page, 'summary', /^The primary is away/);
      const now = await set.whenMoved(old);
      await eventually(async () => {
        const [primary] = await cards(page, 'nodes');
        assert.match(primary ?? '', new RegExp(`^Primary takes writes.*${now.address}:${now.port}`));
      });
      await page.getByRole('button', { name: 'Write', exact: true }).click();
      await says(page, 'result', /^Created greeting\.$/);
      await service.stop();
    } finally {
      await set.stop();
    }
  });
});
