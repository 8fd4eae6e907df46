/** Clients that send the next requests before they have taken the first response: what waits for them counts, and none of it stays behind. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { before, test } from 'node:test';
import { eventually } from '../support/eventually';
import type { TestService } from '../support/service';
import { startStack } from '../support/stack';

const KIBI = 2 ** 10;
const MEBI = 2 ** 20;
const VALUE_BYTES = 60 * KIBI;
/** All of them are more than the system's buffers hold, and than may be in flight. */
const REQUESTS = 2000;
/** A read is taken for four times its value. */
const IN_FLIGHT = 500 * 4 * VALUE_BYTES;

let service: TestService;

before(async () => {
  ({ service } = await startStack(0, {
    MEMORY_LIMIT_BYTES: String(1024 * MEBI),
    MAX_CONCURRENT_REQUESTS: String(REQUESTS),
  }));
  assert.ok((await service.put('large', 'x'.repeat(VALUE_BYTES))).status < 300);
});

const inFlight = () => service.metric('webapp_in_flight_bytes');

/** Sends all requests at once, and takes no response. */
function pipeline(): Socket {
  const { port, hostname } = new URL(service.url);
  const socket = connect(Number(port), hostname).pause();
  socket.on('error', () => {});
  socket.write('GET /items/large HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(REQUESTS));
  return socket;
}

test('responses that wait behind others are in flight, and are not when the connection ends', async () => {
  const socket = pipeline();
  try {
    await eventually(async () => assert.ok((await inFlight()) > IN_FLIGHT, `${await inFlight()} bytes`));
  } finally {
    socket.destroy();
  }
  await eventually(async () => assert.equal(await inFlight(), 0));
  assert.equal((await service.get('/items/large')).status, 200);
});

test('each gets its response in the end, a refusal for want of room included, and nothing is in flight then', async () => {
  const socket = pipeline();
  await eventually(async () => assert.ok((await inFlight()) > IN_FLIGHT, `${await inFlight()} bytes`));
  let text = '';
  socket
    .setEncoding('latin1')
    .on('data', (data) => (text += data))
    .resume();
  try {
    await eventually(() => {
      const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status);
      assert.equal(statuses.length, REQUESTS);
      assert.deepEqual(
        statuses.filter((status) => status !== '200' && status !== '503'),
        [],
      );
    });
    await eventually(async () => assert.equal(await inFlight(), 0));
  } finally {
    socket.destroy();
  }
});
