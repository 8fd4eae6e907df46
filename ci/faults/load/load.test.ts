/** The load's own script, as it runs in the pod, on a web app that forgets things. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { reportOf } from './events';
import { lossOf } from './loss';

const LOST = 7;
const REFUSED = 3;

test('every acknowledged write that is gone is found, and what was refused is none', {
  timeout: 120_000,
}, async (t) => {
  const app = forgetfulApp();
  const redis = createTcpServer((socket) => socket.on('error', () => {}).once('data', () => socket.end('-NOAUTH\r\n')));
  for (const server of [app, redis]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => server.close());
  }
  const env = { APP: hostOf(app), PRIMARY: hostOf(redis), RUN: 'test', ITEMS: '20', MAX_SECONDS: '30' };
  const rates = { WRITES_PER_SECOND: '200', READS_PER_SECOND: '100' };
  const load = spawn(process.execPath, [path.join(__dirname, '../pods/load.cjs')], { env: { ...env, ...rates } });
  t.after(() => load.kill());
  const lines: string[] = [];
  let rest = '';
  load.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    if (parts.some((line) => line.startsWith('{"type":"progress"'))) load.kill('SIGUSR2');
    if (parts.some((line) => /^\{"type":"(end|error)"/.test(line))) load.kill();
  });
  await once(load, 'close');

  const report = reportOf(lines);
  assert.ok(typeof report === 'object', String(report));
  const { lost, acknowledged } = lossOf(report);
  assert.equal(lost, 1);
  assert.deepEqual(report.missing, [LOST]);
  assert.equal(acknowledged + report.failedWrites, report.sent);
  assert.ok(!report.acks.some(([number]) => number === REFUSED));
  // On a busy machine some requests may time out, too.
  assert.equal(report.failures.find(({ what }) => what === 'write 503 primary-unavailable')?.count, 1);
  assert.ok(report.sent > 20 && report.reads.length > 0 && report.connects > 0, JSON.stringify(report));
  assert.deepEqual([report.wrong, report.unlisted, report.twice], [[], [], []]);
});

// --- internal ---

const hostOf = (server: Server) => `127.0.0.1:${(server.address() as AddressInfo).port}`;

const isWrite = (id: string, number: number) => id === `f-test-w${String(number).padStart(7, '0')}`;

/** The part of the API that the load uses. It acknowledges one write that it doesn't keep, and refuses another one. */
function forgetfulApp(): Server {
  const items = new Map<string, unknown>();
  return createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://app');
    const id = decodeURIComponent(url.pathname.slice('/items/'.length));
    const reply = (status: number, body: object) => {
      response.writeHead(status, { 'consistency-token': 'token' }).end(JSON.stringify(body));
    };
    if (request.method === 'PUT') {
      const { value } = JSON.parse(await bodyOf(request)) as { value: unknown };
      if (isWrite(id, REFUSED)) return reply(503, { type: '/problems/primary-unavailable' });
      if (!isWrite(id, LOST)) items.set(id, value);
      return reply(201, { id });
    }
    if (id !== '')
      return items.has(id) ? reply(200, { id, value: items.get(id) }) : reply(404, { type: '/problems/not-found' });
    const ids = url.searchParams.getAll('id');
    if (ids.length > 0) {
      const there = ids.filter((one) => items.has(one)).map((one) => ({ id: one, value: items.get(one) }));
      return reply(200, { items: there, missing: ids.filter((one) => !items.has(one)) });
    }
    const cursor = url.searchParams.get('cursor') ?? '';
    const limit = Number(url.searchParams.get('limit'));
    const after = [...items.keys()].sort().filter((one) => one > cursor);
    const page = after.slice(0, limit);
    return reply(200, { items: page.map((one) => ({ id: one })), next: after.length > limit ? page.at(-1) : null });
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
