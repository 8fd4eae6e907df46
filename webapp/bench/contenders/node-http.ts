/**
 * The yardstick: node:http and ioredis with autopipelining, as little around them as possible. No metrics, no logging, no
 * limits, no validation, no tokens, no index for paging.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Redis } from 'ioredis';
import { PORT, PRIMARY_URL, REPLICA_URL } from './environment';

const primary = new Redis(PRIMARY_URL, { enableAutoPipelining: true });
const replica = new Redis(REPLICA_URL, { enableAutoPipelining: true });
const PREFIX = '/items/';

createServer((req, res) => {
  const { url = '' } = req;
  if (!url.startsWith(PREFIX)) return send(res, 404, '{}');
  const id = url.slice(PREFIX.length);
  const done = req.method === 'PUT' ? put(id, req, res) : get(id, res);
  done.catch(() => send(res, 500, '{}'));
}).listen(PORT, '127.0.0.1');

async function get(id: string, res: ServerResponse): Promise<void> {
  const value = await replica.get(`item:${id}`);
  if (value === null) return send(res, 404, '{}');
  send(res, 200, `{"id":"${id}","value":${value}}`);
}

async function put(id: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const body = JSON.parse(await textOf(req)) as { value: unknown };
  const value = JSON.stringify(body.value);
  await primary.set(`item:${id}`, value);
  send(res, 200, `{"id":"${id}","value":${value}}`);
}

function textOf(req: IncomingMessage): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = '';
  req.setEncoding('utf8');
  req.on('data', (part: string) => {
    text += part;
  });
  req.on('end', () => resolve(text));
  req.on('error', reject);
  return promise;
}

function send(res: ServerResponse, status: number, json: string): void {
  res.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(json) });
  res.end(json);
}
