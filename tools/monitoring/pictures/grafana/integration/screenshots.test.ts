/**
 * Screenshots of Grafana, in a real Chromium. Grafana is played by a page that has its panels, test ids and queries: they come one after the
 * other, and only as far as the window reaches.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { binaryOnThisMachine } from '../../../../deploy/binaries';
import { PROJECT_ROOT } from '../../../../values/io';
import { type Dashboard, takeScreenshots } from '../screenshots';

const PASSWORD = 'secret';
const folder = mkdtempSync(join(tmpdir(), 'screenshots-'));
const dashboard: Dashboard = JSON.parse(
  readFileSync(join(PROJECT_ROOT, 'chart/dashboards/tme1crv-overview.json'), 'utf8'),
);
const panels = dashboard.panels.filter(({ type }) => type !== 'row');

let grafana: Server;
let url = '';
let chromium: string | undefined;
/** Titles of the panels whose query fails, has no result, or never ends. */
let failing = '';
let empty = '';
let hanging = '';

before(async () => {
  chromium = await binaryOnThisMachine('chromium');
  grafana = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://grafana');
    const [, credentials = ''] = request.headers.authorization?.split(' ') ?? [];
    if (Buffer.from(credentials, 'base64').toString() !== `admin:${PASSWORD}`) return response.writeHead(401).end();
    if (pathname === `/api/dashboards/uid/${dashboard.uid}`) return response.end('{}');
    if (pathname === '/api/ds/query') {
      if (searchParams.get('panel') !== hanging) setTimeout(() => response.end('{}'), 100);
      return;
    }
    if (pathname !== `/d/${dashboard.uid}`) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/html' }).end(page());
  });
  await new Promise<void>((done) => grafana.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(grafana.address() as AddressInfo).port}`;
});
after(() => {
  grafana.closeAllConnections();
  grafana.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('screenshots of Grafana', () => {
  test('every panel is on it when it is taken', async (t) => {
    if (chromium === undefined) return t.skip('no Chromium on this machine');
    empty = panels[3]?.title ?? '';
    const [shown] = await take({});
    assert.deepEqual(shown, {
      file: join(folder, `${dashboard.uid}.png`),
      panels: panels.length,
      withoutData: [empty],
      failed: [],
    });
    const picture = readFileSync(shown?.file ?? '');
    assert.deepEqual([picture.readUInt32BE(16), picture.readUInt32BE(20) > 1000], [1600, true]);
  });

  test('a panel that shows an error is named, and is on the picture', async (t) => {
    if (chromium === undefined) return t.skip('no Chromium on this machine');
    failing = panels.at(-1)?.title ?? '';
    const [shown] = await take({});
    assert.deepEqual(shown?.failed, [failing]);
    assert.ok(existsSync(shown?.file ?? ''));
  });

  test('a query that does not end is said, with how far the dashboard came', async (t) => {
    if (chromium === undefined) return t.skip('no Chromium on this machine');
    hanging = panels[0]?.title ?? '';
    await assert.rejects(
      take({ seconds: 1 }),
      /isn't complete after 1 s: .* panels are there, \d+ load, 1 queries are in flight/,
    );
    hanging = '';
  });

  test('a wrong password, a dashboard that is not there and an address of nobody are told apart', async (t) => {
    if (chromium === undefined) return t.skip('no Chromium on this machine');
    await assert.rejects(take({ password: 'wrong' }), /refuses the login of admin/);
    await assert.rejects(take({ uid: 'other' }), /has no dashboard other \(status 404\)/);
    await assert.rejects(take({ at: 'http://127.0.0.1:1' }), /Grafana at http:\/\/127\.0\.0\.1:1 can't be reached/);
  });
});

// --- internal ---

interface Change {
  password?: string;
  uid?: string;
  at?: string;
  seconds?: number;
}

const take = ({ password = PASSWORD, uid = dashboard.uid, at = url, seconds = 30 }: Change) =>
  takeScreenshots({ url: at, user: 'admin', password }, [{ ...dashboard, uid }], {
    folder,
    chromium: chromium ?? '',
    seconds,
  });

/** Panels below the window are left out, as Grafana does it. */
const page = () => `<!doctype html><body><script>
  const settings = ${JSON.stringify({ failing, empty, panels })};
  (async () => {
    for (const { title, gridPos } of settings.panels) {
      if (gridPos.y * 38 > innerHeight) continue;
      const section = document.createElement('section');
      section.style = 'position: absolute; top: ' + gridPos.y * 38 + 'px';
      const part = (name, value, text = '') => {
        const element = section.appendChild(document.createElement('div'));
        element.setAttribute(name, value);
        element.textContent = text;
        return element;
      };
      part('data-testid', 'data-testid Panel header ' + title, title);
      const bar = part('aria-label', 'Panel loading bar');
      document.body.append(section);
      fetch('/api/ds/query?panel=' + encodeURIComponent(title)).then(() => {
        bar.remove();
        if (title === settings.failing) part('data-testid', 'data-testid Panel status error');
        if (title === settings.empty) part('class', 'empty', 'No data');
      });
      await new Promise((done) => setTimeout(done, 30));
    }
  })();
</script>`;
