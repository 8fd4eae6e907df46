/** Clients of the web app as the pictures need them: many reads, some writes, a few mistakes, a load that swells and ebbs. */
import { setTimeout as delay } from 'node:timers/promises';

/** Requests per second: the mean, and how far the load swings around it within `PERIOD_MS`. */
const MEAN_RATE = 30;
const SWING = 12;
const PERIOD_MS = 120_000;
const ITEMS = 200;

/** Writes every item, so that reads find something. */
export async function fill(app: string): Promise<void> {
  for (let n = 0; n < ITEMS; n += 1) await finish(await send('PUT', `${app}/items/item-${n}`, { value: n }));
}

/** Sends requests until told to stop; at most one a tick is under way for each part of the load, so that a hang can't pile them up. */
export function startTraffic(app: string): { stop: () => Promise<void> } {
  let stopped = false;
  const workers = Array.from({ length: 8 }, async (_, worker) => {
    while (!stopped) {
      const rate = MEAN_RATE + SWING * Math.sin((2 * Math.PI * Date.now()) / PERIOD_MS);
      await request(app, Math.random()).catch(() => {});
      await delay((8 / rate) * 1000 * (0.5 + Math.random()) + worker);
    }
  });
  return {
    stop: async () => {
      stopped = true;
      await Promise.all(workers);
    },
  };
}

// --- internal ---

let token: string | null = null;

/** One request; `dice` is from 0 to 1. */
async function request(app: string, dice: number): Promise<void> {
  const item = `${app}/items/item-${Math.floor(Math.random() * ITEMS)}`;
  if (dice < 0.55) return finish(await fetch(item));
  if (dice < 0.65) return finish(await fetch(item, { headers: token === null ? {} : { 'Consistency-Token': token } }));
  if (dice < 0.7) return finish(await fetch(`${app}/items?limit=20`));
  if (dice < 0.92) return put(item);
  if (dice < 0.95) return finish(await send('POST', `${app}/items`, { value: 'short-lived', ttlSeconds: 20 }));
  if (dice < 0.98) return finish(await fetch(item, { method: 'DELETE' }));
  return finish(await send('PUT', item, { wrong: true }));
}

/** A write, and half of the times a read of it at once. */
async function put(item: string): Promise<void> {
  const written = await send('PUT', item, { value: { text: 'x'.repeat(400 * Math.random()) } });
  await finish(written);
  token = written.headers.get('consistency-token') ?? token;
  if (token !== null && Math.random() < 0.5)
    await finish(await fetch(item, { headers: { 'Consistency-Token': token } }));
}

function send(method: string, url: string, body: unknown): Promise<Response> {
  return fetch(url, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

async function finish(response: Response): Promise<void> {
  await response.arrayBuffer();
}
