import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import { ignoreLaterErrors } from './later-errors';

test('a connection’s second error, which ioredis does not listen to, is nobody’s end', async () => {
  const client = new Redis({ host: '127.0.0.1', port: 1, retryStrategy: () => null, lazyConnect: true });
  ignoreLaterErrors(client);
  const failed = once(client, 'error');
  await assert.rejects(client.connect());
  await failed;
  assert.doesNotThrow(() => client.stream.emit('error', new Error('tlsv1 alert decode error')));
});

test('nor one after the connection was given up', async (t) => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const client = new Redis({ host: '127.0.0.1', port, retryStrategy: () => null, lazyConnect: true });
  ignoreLaterErrors(client);
  const accepted = once(silent, 'connection') as Promise<[Socket]>;
  const failed = assert.rejects(client.connect());
  const [socket] = await accepted;
  t.after(() => socket.destroy() && silent.close());
  const ended = once(client, 'end');
  client.disconnect();
  await Promise.all([failed, ended]);
  for (const error of ['first', 'second']) assert.doesNotThrow(() => client.stream.emit('error', new Error(error)));
});
