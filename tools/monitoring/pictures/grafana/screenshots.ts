/** Screenshots of dashboards as a running Grafana shows them, and what is wrong on them. */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from '../../../../webapp/node_modules/playwright-core';
import { StackError } from '../../../deploy/errors';
import { PROJECT_ROOT } from '../../../values/io';

export interface Grafana {
  /** Address, such as http://127.0.0.1:3001; it may have a path. */
  url: string;
  user: string;
  password: string;
}

/** A dashboard, as its JSON says it. */
export interface Dashboard {
  uid: string;
  panels: { type: string; title?: string; gridPos: { y: number; h: number } }[];
}

/** What the screenshot of a dashboard shows. */
export interface Shown {
  file: string;
  panels: number;
  /** Titles of panels without data. */
  withoutData: string[];
  /** Titles of panels that show an error. */
  failed: string[];
}

/** @param seconds how long a dashboard may take until every panel has its data */
export interface Options {
  folder: string;
  chromium: string;
  seconds?: number;
}

/**
 * Writes `<uid>.png` for each dashboard.
 * @throws StackError when Grafana can't be reached, refuses the login, lacks a dashboard, or doesn't come to an end with one
 */
export async function takeScreenshots(
  grafana: Grafana,
  dashboards: readonly Dashboard[],
  { folder, chromium, seconds = 90 }: Options,
): Promise<Shown[]> {
  mkdirSync(folder, { recursive: true });
  const browser = await launch(chromium);
  try {
    const shown: Shown[] = [];
    for (const dashboard of dashboards) {
      const page = await newPage(browser, grafana, dashboard);
      const queries = queriesInFlight(page);
      await open(page, grafana, dashboard);
      await settle(page, queries, dashboard, seconds * 1000);
      const file = join(folder, `${dashboard.uid}.png`);
      await page.screenshot({ path: file });
      const { panels, withoutData, failed } = await look(page);
      shown.push({ file, panels, withoutData, failed });
      await page.close();
    }
    return shown;
  } finally {
    await browser.close();
  }
}

// --- internal ---

const WIDTH = 1600;
/** Of one row of Grafana's grid, with its gap, in pixels; and of what is above the panels. */
const GRID_ROW = 38;
const HEAD = 160;
const QUIET_MS = 2_000;

/** The web app's tests have the library, which drives a Chromium that is there and brings none. */
function launch(executablePath: string): Promise<Browser> {
  const { chromium } = createRequire(join(PROJECT_ROOT, 'webapp/package.json'))('playwright-core');
  // In containers, where this runs as root, Chromium has no sandbox; it only sees this Grafana.
  return chromium.launch({ executablePath, chromiumSandbox: false });
}

/** As high as the dashboard is: Grafana leaves out panels that are out of sight. */
function newPage(browser: Browser, { user, password }: Grafana, { panels }: Dashboard): Promise<Page> {
  const rows = Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return browser.newPage({
    viewport: { width: WIDTH, height: HEAD + rows * GRID_ROW },
    extraHTTPHeaders: { authorization },
  });
}

async function open(page: Page, { url, user }: Grafana, { uid }: Dashboard): Promise<void> {
  const base = url.replace(/\/$/, '');
  const found = await page.request
    .get(`${base}/api/dashboards/uid/${uid}`)
    .catch((error: Error) => assertReached(error, base));
  if (found.status() === 401) {
    throw new StackError(`Grafana at ${base} refuses the login of ${user}`, 'Set GRAFANA_USER and GRAFANA_PASSWORD.');
  }
  if (found.status() !== 200) {
    throw new StackError(
      `Grafana at ${base} has no dashboard ${uid} (status ${found.status()})`,
      'Its sidecar loads those of ConfigMaps within a minute; by hand: import the files of chart/dashboards.',
    );
  }
  await page.goto(`${base}/d/${uid}?kiosk&from=now-30m&to=now&timezone=utc`);
}

function assertReached(error: Error, base: string): never {
  const [reason = ''] = error.message.split('\n');
  throw new StackError(`Grafana at ${base} can't be reached: ${reason}`, 'GRAFANA has to be its address.');
}

/** The queries of panels that have no response yet. */
function queriesInFlight(page: Page): ReadonlySet<unknown> {
  const queries = new Set<unknown>();
  page.on('request', (request) => {
    if (request.url().includes('/api/ds/query')) queries.add(request);
  });
  page.on('requestfinished', (request) => queries.delete(request));
  page.on('requestfailed', (request) => queries.delete(request));
  return queries;
}

/** Waits until every panel is there, none loads, and no query has been in flight for a while. */
async function settle(
  page: Page,
  queries: ReadonlySet<unknown>,
  { uid, panels }: Dashboard,
  timeoutMs: number,
): Promise<void> {
  const wanted = panels.filter(({ type }) => type !== 'row').length;
  const end = Date.now() + timeoutMs;
  let quietSince = Date.now();
  for (;;) {
    const { panels: there, loading } = await look(page);
    if (there < wanted || loading > 0 || queries.size > 0) quietSince = Date.now();
    if (Date.now() - quietSince >= QUIET_MS) return;
    if (Date.now() > end) {
      const state = `${there} of ${wanted} panels are there, ${loading} load, ${queries.size} queries are in flight`;
      throw new StackError(`${uid} isn't complete after ${timeoutMs / 1000} s: ${state}`);
    }
    await page.waitForTimeout(200);
  }
}

const look = (page: Page) => page.evaluate<Omit<Shown, 'file'> & { loading: number }>(LOOK);

/** What the page has, by the test ids that Grafana keeps from version to version (@grafana/e2e-selectors). A text: it runs in the browser. */
const LOOK = `(() => {
  const prefix = 'data-testid Panel header ';
  const panels = [...document.querySelectorAll('[data-testid^="' + prefix + '"]')].map((header) => ({
    title: header.dataset.testid.slice(prefix.length),
    panel: header.closest('section') ?? header,
  }));
  const titles = (isMeant) => panels.filter(({ panel }) => isMeant(panel)).map(({ title }) => title);
  return {
    panels: panels.length,
    loading: document.querySelectorAll('[aria-label="Panel loading bar"]').length,
    withoutData: titles((panel) => /^No data$/m.test(panel.innerText)),
    failed: titles((panel) => panel.querySelector('[data-testid="data-testid Panel status error"]') !== null),
  };
})()`;
