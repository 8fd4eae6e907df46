/** Requests to the web app from inside one of its pods, which takes no port-forward. */
import assert from 'node:assert/strict';
import type { Release } from './release';
import { until } from './until';

export interface Request {
  method: 'GET' | 'PUT' | 'DELETE';
  path: string;
  /** Of the item that is put. */
  value?: unknown;
  token?: string;
}

/** Sends one request and returns "STATUS SERVED-BY BODY". @throws StackError when no response comes */
export async function respond(release: Release, { method, path, value, token }: Request): Promise<string> {
  const headers = {
    ...(value !== undefined && { 'content-type': 'application/json' }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const options = { method, headers, ...(value !== undefined && { body: JSON.stringify({ value }) }) };
  const script = `fetch('http://127.0.0.1:3000${path}', { ...${JSON.stringify(options)}, signal: AbortSignal.timeout(5000) })
    .then(async (r) => console.log(r.status, r.headers.get('served-by') ?? '-', await r.text()))
    .catch((error) => { console.error(String(error)); process.exit(1); });`;
  const said = await release.kubectl('exec', `deployment/${release.name}-webapp`, '--', 'node', '-e', script);
  return said.trimEnd();
}

/** @throws AssertionError when the response doesn't begin so, such as `200 replica` */
export async function responds(release: Release, expected: string, request: Request): Promise<void> {
  const got = await respond(release, request);
  assert.ok(got.startsWith(expected), `${request.method} ${request.path}: ${got}; expected: ${expected}`);
}

/** Writes an item. @throws AssertionError when it isn't accepted */
export function put(release: Release, id: string, value: unknown = 1): Promise<void> {
  return responds(release, '20', { method: 'PUT', path: `/items/${id}`, value });
}

/** @throws AssertionError when the response doesn't begin so within the time */
export function getUntil(release: Release, seconds: number, id: string, expected = '200 replica'): Promise<void> {
  return until(seconds, () => responds(release, expected, { method: 'GET', path: `/items/${id}` }));
}

/** Reads an item. @throws AssertionError when the response doesn't begin so */
export function get(release: Release, id: string, expected = '200 '): Promise<void> {
  return responds(release, expected, { method: 'GET', path: `/items/${id}` });
}

/** A write, and the read of it from a replica. */
export async function writeAndRead(release: Release, id = 'e2e'): Promise<void> {
  await put(release, id, 'kept');
  await getUntil(release, 30, id, `200 replica {"id":"${id}","value":"kept"}`);
}
