/** The page over plain HTTP; test/browser has what it does in a browser. */
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { INDEX, PAGE_FOLDER } from '../../src/page/page-files';
import { RedisServer } from '../support/redis-server';
import { TestService } from '../support/service';

/** What Chromium and Firefox send when somebody opens an address. */
const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8' };
const MAX_PAGE_BYTES = 50_000;

let redis: RedisServer;
let service: TestService;

before(async () => {
  redis = await RedisServer.start();
  service = await TestService.start({ REDIS_URL: redis.url });
  await service.whenHealthy(0);
});

const typeOf = async (headers: Record<string, string>) => (await service.get('/', headers)).headers.get('content-type');

test('browsers get the page at /, everybody else JSON', async () => {
  assert.equal(await typeOf(BROWSER), 'text/html; charset=utf-8');
  assert.equal(await typeOf({ accept: 'text/html' }), 'text/html; charset=utf-8');
  for (const accept of ['*/*', '', 'application/json', 'image/png', 'text/*;q=0.1, application/*', 'q=;;,,"']) {
    assert.equal(await typeOf({ accept }), 'application/json', accept);
  }
  // Nobody can keep the app busy with a list of thousands of types.
  assert.equal(await typeOf({ accept: `text/html,${'a/b,'.repeat(2000)}` }), 'application/json');
  const { headers, json } = await service.get('/');
  assert.equal(headers.get('vary'), 'Accept');
  assert.equal(json.links.ready, '/readyz');
  const head = await service.request('HEAD', '/', undefined, BROWSER);
  assert.equal(head.headers.get('content-length'), String(statSync(join(PAGE_FOLDER, INDEX)).size));
});

test('every file of the page is served, may load and do nothing but what comes from the app, and runs as no other type', async () => {
  const files = readdirSync(PAGE_FOLDER);
  assert.ok(files.length > 5);
  for (const name of files) {
    const { status, headers } = await service.get(`/page/${name}`);
    assert.equal(status, 200, name);
    assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'; script-src 'self'; /);
    assert.doesNotMatch(headers.get('content-security-policy') ?? '', /unsafe|\*|data:|https?:/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  }
  const { text } = await service.get('/', BROWSER);
  assert.doesNotMatch(text, /<style|style=|<script(?! type="module" src="page\/)|\son\w+=|https?:\/\//);
});

test('what isn’t a file of the page is 404, however its name is written', async () => {
  for (const name of ['none.js', '..%2fpackage.json', '..%2f..%2fpackage.json', '%00', '__proto__', 'page-files.ts']) {
    const { status, json } = await service.get(`/page/${name}`);
    assert.equal(status, 404, name);
    assert.equal(json.type, '/problems/unknown-route');
  }
});

test('the page is small: HTML, style, scripts and icon together have less than 50 kB', (t) => {
  const bytes = readdirSync(PAGE_FOLDER).reduce((sum, name) => sum + statSync(join(PAGE_FOLDER, name)).size, 0);
  t.diagnostic(`${bytes} bytes`);
  assert.ok(bytes < MAX_PAGE_BYTES, `${bytes} bytes`);
});

test('the node that served a read is named as in /readyz while the page is on, and not without it', async () => {
  const without = await TestService.start({ REDIS_URL: redis.url, PAGE: 'off' });
  await without.whenHealthy(0);
  await service.put('named', 1);
  for (const path of ['/items/named', '/items?id=named', '/items', '/items/none']) {
    const [named, nameless] = await Promise.all([service.get(path), without.get(path)]);
    assert.equal(named.headers.get('served-by'), 'primary', path);
    assert.equal(named.headers.get('served-by-node'), (await service.get('/readyz')).json.redis.primary.node, path);
    assert.equal(nameless.headers.get('served-by'), 'primary', path);
    assert.equal(nameless.headers.get('served-by-node'), null, path);
  }
  await without.stop();
  await redis.client.flushall();
});

test('links that an installation has are in the JSON that the page reads, others aren’t', async () => {
  const { links: none, authentication } = (await service.get('/')).json;
  assert.deepEqual(Object.keys(none), ['items', 'openapi', 'live', 'ready']);
  assert.equal(authentication, 'none');
  const urls = { PAGE_DOCS_URL: 'https://docs.example.com/a', PAGE_GRAFANA_URL: 'http://grafana.example.com' };
  const linked = await TestService.start({ REDIS_URL: redis.url, ...urls });
  const { links } = (await linked.get('/')).json;
  assert.deepEqual([links.docs, links.grafana], ['https://docs.example.com/a', 'http://grafana.example.com']);
  await linked.stop();
  const wrong = TestService.start({ REDIS_URL: redis.url, PAGE_DOCS_URL: 'javascript:alert(1)' });
  await assert.rejects(wrong, /PAGE_DOCS_URL: must be/);
});

test('visitors who watch Redis’ state cost Redis nothing', async () => {
  const watched = await TestService.start({ REDIS_URL: redis.url, REPLICA_POLL_INTERVAL_MS: '600000' });
  await watched.whenHealthy(0);
  const asked = async () => Number(/cmdstat_info:calls=(\d+)/.exec(await redis.client.info('commandstats'))?.[1] ?? 0);
  await service.stop();
  const before = await asked();
  for (let visit = 0; visit < 200; visit += 1) await watched.get('/readyz');
  // The test's own.
  assert.equal((await asked()) - before, 1);
  await watched.stop();
  service = await TestService.start({ REDIS_URL: redis.url });
});

test('switched off, browsers get JSON too, and the page has no files', async () => {
  const off = await TestService.start({ REDIS_URL: redis.url, PAGE: 'off' });
  const { headers } = await off.get('/', BROWSER);
  assert.equal(headers.get('content-type'), 'application/json');
  assert.equal((await off.get('/page/style.css')).status, 404);
  assert.equal((await off.get('/openapi.json')).json.paths['/page/{file}'], undefined);
  await off.stop();
});

/** Requests that a browser sends to another site without asking it first, and what it asks first. */
test('no write comes from what another site’s page can send unasked, and no site is let in', async () => {
  const origin = { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
  const unasked = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a', ''];
  for (const type of [...unasked, 'text/plain; application/json', 'application/json-patch']) {
    for (const path of ['/items', '/']) {
      const { status, headers } = await service.request('POST', path, '{"value":1}', {
        ...origin,
        'content-type': type,
      });
      assert.equal(status, path === '/' ? 405 : 415, `${path} ${type}`);
      assert.equal(headers.get('access-control-allow-origin'), null);
    }
  }
  for (const [path, method] of [
    ['/items/a', 'PUT'],
    ['/items/a', 'DELETE'],
    ['/items', 'POST'],
  ] as const) {
    const asked = { origin: origin.origin, 'access-control-request-method': method };
    const { status, headers } = await service.request('OPTIONS', path, undefined, {
      ...asked,
      'access-control-request-headers': 'content-type',
    });
    assert.equal(status, 405);
    assert.deepEqual(
      [...headers.keys()].filter((name) => name.startsWith('access-control-')),
      [],
    );
  }
  assert.equal(await redis.client.dbsize(), 0);
});
