/** Chromium, in which the page is tested. */
import assert from 'node:assert/strict';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { atEnd } from './at-end';
import { eventually } from './eventually';

const executablePath = process.env['CHROMIUM_BIN'];

/** Why the tests in a browser are left out; false when there is one. */
export const WITHOUT_BROWSER =
  executablePath === undefined || executablePath === ''
    ? 'left out: CHROMIUM_BIN names no Chromium (make test brings one on Debian)'
    : false;

/** A host name that leads to loopback. A page from there has no secure context, as every page over plain HTTP that isn't from loopback. */
export const PLAIN_HTTP_HOST = 'items.example';

/** What every page of a test is watched for. */
export interface Watched {
  readonly page: Page;
  /** Errors of scripts, and what the Content-Security-Policy has blocked. */
  readonly errors: string[];
  /** Addresses that the page asked for. */
  readonly requests: string[];
}

let browser: Promise<Browser> | undefined;

/** Opens an address in a new profile. @param options such as `colorScheme` and `viewport` */
export async function openPage(url: string, options: BrowserContextOptions = {}): Promise<Watched> {
  browser ??= launch();
  const context = await (await browser).newContext(options);
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    // Chromium writes a line for each response of 400 and more; tests look at those on the page.
    const isResponse = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isResponse) errors.push(message.text());
  });
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, errors, requests };
}

/** Waits until the text of the element with this id is like that. */
export function says(page: Page, id: string, pattern: RegExp): Promise<void> {
  return eventually(async () => assert.match((await page.locator(`#${id}`).textContent()) ?? '', pattern));
}

/** The texts of the cards of a list. */
export function cards(page: Page, list: 'nodes' | 'sentinel-list'): Promise<string[]> {
  return page.locator(`#${list} > li`).allTextContents();
}

// --- internal ---

async function launch(): Promise<Browser> {
  // Tests run as root in containers, where Chromium has no sandbox; it only ever sees pages of these tests.
  const started = await chromium.launch({
    executablePath: executablePath as string,
    chromiumSandbox: false,
    args: [`--host-resolver-rules=MAP ${PLAIN_HTTP_HOST} 127.0.0.1`],
  });
  atEnd(() => {
    browser = undefined;
    return started.close();
  });
  return started;
}
