/** Another site, open in the same browser, can neither write items nor read them. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { openPage, WITHOUT_BROWSER } from '../support/browser';
import { eventually } from '../support/eventually';
import { type Stack, startStack } from '../support/stack';

describe('another site in the same browser', { skip: WITHOUT_BROWSER }, () => {
  let stack: Stack;
  let other: Server;
  let otherUrl: string;

  before(async () => {
    stack = await startStack(0);
    other = createServer((_req, res) => {
      res.setHeader('Content-Type', 'text/html');
      res.end('<!doctype html><title>other</title>');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    // Another host name, so that it is another site, not only another origin.
    otherUrl = `http://localhost:${(other.address() as AddressInfo).port}`;
  });

  after(() => {
    other?.closeAllConnections();
    other?.close();
  });

  const attempts: Record<string, (target: string) => string> = {
    'a fetch with JSON': (url) => fetchOf(`${url}/items`, 'POST', 'application/json'),
    'a fetch with text': (url) => fetchOf(`${url}/items`, 'POST', 'text/plain'),
    'a fetch without a type': (url) => `fetch('${url}/items', { method: 'POST', body: new Blob(['{"value":1}']) })`,
    'a fetch that wants no response': (url) => fetchOf(`${url}/items`, 'POST', 'text/plain', `mode: 'no-cors'`),
    PUT: (url) => fetchOf(`${url}/items/evil`, 'PUT', 'application/json'),
    DELETE: (url) => `fetch('${url}/items/mine', { method: 'DELETE' })`,
    'a beacon': (url) =>
      `Promise.resolve(navigator.sendBeacon('${url}/items', new Blob(['{"value":1}'], { type: 'application/json' })))`,
    reading: (url) => `fetch('${url}/items/mine').then((response) => response.text())`,
    'reading as a script': (url) => asScript(`${url}/items/mine`),
  };

  test('no attempt succeeds, and nothing is written', async () => {
    const { service, primary } = stack;
    await service.put('mine', 'secret');
    for (const [name, attempt] of Object.entries(attempts)) {
      const { page } = await openPage(otherUrl);
      const outcome = await page.evaluate(`Promise.resolve(${attempt(service.url)}).then(
        (value) => 'value ' + (typeof value === 'object' ? value.type : value), (error) => 'error ' + error)`);
      // A response that the other site can't look into, or a beacon that was sent off: what counts is what is in Redis.
      assert.match(String(outcome), /^error |^value (opaque|true)$/, name);
      await page.context().close();
    }
    assert.deepEqual((await primary.client.keys('item:*')).sort(), ['item:mine']);
    assert.equal(await primary.client.get('item:mine'), '"secret"');
  });

  test('the page can’t be shown in a frame, where its buttons could be pressed unseen', async () => {
    const { page, errors } = await openPage(otherUrl);
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('iframe'), { src: '${stack.service.url}/' }))`,
    );
    await eventually(() => assert.match(errors.join(), /frame-ancestors/));
    await eventually(() => assert.equal(page.frames()[1]?.url(), 'chrome-error://chromewebdata/'));
  });

  test('a form that another site sends is refused by its type', async () => {
    const { service, primary } = stack;
    const before = await service.metric('http_requests_total', { method: 'POST', status: '4XX' });
    const { page } = await openPage(otherUrl);
    await page.evaluate(`(() => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', enctype: 'text/plain', action: '${service.url}/items' });
      const field = document.createElement('input');
      Object.assign(field, { name: '{"value":1,"x":"', value: '"}' });
      form.append(field);
      document.body.append(form);
      form.submit();
    })()`);
    await eventually(async () => {
      const refused = await service.metric('http_requests_total', { method: 'POST', status: '4XX' });
      assert.equal(refused, before + 1);
    });
    assert.deepEqual(await primary.client.keys('item:*'), ['item:mine']);
  });
});

function fetchOf(url: string, method: string, type: string, more = ''): string {
  return `fetch('${url}', { method: '${method}', headers: { 'Content-Type': '${type}' }, body: '{"value":1}', ${more} })`;
}

function asScript(url: string): string {
  return `new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.onerror = () => reject('refused');
    script.onload = () => resolve('loaded');
    script.src = '${url}';
    document.body.append(script);
  })`;
}
