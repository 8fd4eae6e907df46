import assert from 'node:assert/strict';
import { createServer, type RequestListener, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import express, { type Express } from 'express';
import { messageClasses } from './messages';

function appWithRoutes(): { app: Express; classes: ServerOptions } {
  const app = express();
  const classes = messageClasses(app) as ServerOptions;
  app.get('/fields', (_req, res) => {
    res.fields['X-Own'] = 'yes';
    res.writeHead(200);
    res.end();
  });
  app.get('/given', (_req, res) => {
    res.writeHead(418, 'Short and stout', { 'X-Given': 'yes' });
    res.end();
  });
  app.get('/list', (_req, res) => {
    res.writeHead(200, ['X-First', '1', 'X-Second', '2']);
    res.end();
  });
  return { app, classes };
}

async function responseOf(app: Express, options: ServerOptions, path: string) {
  const server = createServer(options, app as RequestListener);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  try {
    return await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

for (const [behind, ours] of [
  ['its own server', true],
  ['any other server', false],
] as const) {
  test(`the app works behind ${behind}`, async () => {
    const { app, classes } = appWithRoutes();
    const get = (path: string) => responseOf(app, ours ? classes : {}, path);
    const fields = await get('/fields');
    assert.equal(fields.headers.get('x-own'), 'yes');
    assert.equal(fields.headers.get('x-content-type-options'), 'nosniff');
    const given = await get('/given');
    assert.deepEqual([given.status, given.statusText], [418, 'Short and stout']);
    assert.deepEqual([given.headers.get('x-given'), given.headers.get('x-content-type-options')], ['yes', 'nosniff']);
    const list = await get('/list');
    assert.deepEqual([list.headers.get('x-first'), list.headers.get('x-second')], ['1', '2']);
  });
}
