/** Makes a stack show every series that it can: all kinds of requests, and the faults that leave no damage. */
import { Redis } from 'ioredis';
import { type Stack, withRedis } from '../../../deploy/local';

/** Requests of every kind: written, read, listed, deleted, missing and wrong ones. */
export async function everyRequest({ urls: { app } }: Stack): Promise<void> {
  for (let n = 0; n < 5; n += 1) {
    const item = `${app}/items/traffic-${n}`;
    const written = await send('PUT', item, { value: { n } });
    const token = written.headers.get('consistency-token');
    await fetch(item);
    await fetch(item, { headers: token === null ? {} : { 'Consistency-Token': token } });
    await send('POST', `${app}/items`, { value: n, ttlSeconds: 1 });
    await fetch(item, { method: 'DELETE' });
    await fetch(item);
  }
  await fetch(`${app}/items?limit=10`);
  await fetch(`${app}/nowhere`);
}

/** A primary that is full for a moment: the app's write fails with 503, Redis counts an OOM. */
export async function refusedWrite(stack: Stack): Promise<void> {
  const primary = stack.ports.redis[0] ?? 0;
  await withRedis(primary, stack.password, async (redis) => {
    const [, before = '0'] = (await redis.config('GET', 'maxmemory')) as string[];
    await redis.config('SET', 'maxmemory', '1');
    try {
      await send('PUT', `${stack.urls.app}/items/refused`, { value: 'no room' });
    } finally {
      await redis.config('SET', 'maxmemory', before);
    }
  });
}

/** A login with a wrong password. */
export async function wrongPassword({ ports }: Stack): Promise<void> {
  const redis = new Redis({
    host: '127.0.0.1',
    port: ports.redis[0] ?? 0,
    password: 'wrong',
    lazyConnect: true,
    retryStrategy: () => null,
  });
  redis.on('error', () => {});
  await redis.connect().catch(() => {});
  redis.disconnect();
}

export function send(method: string, url: string, body: unknown): Promise<Response> {
  return fetch(url, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}
