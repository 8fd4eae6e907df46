import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { StackError } from '../../errors';
import { whoListens } from '../listeners';
import { defaultPorts, freePorts, requireFreePorts } from '../ports';

test('the usual ports move together', () => {
  const ports = defaultPorts(2, 0, 1000);
  assert.deepEqual(ports.redis, [7379, 7380, 7381]);
  assert.deepEqual(ports.exporters, [10121, 10122, 10123]);
  assert.deepEqual(
    [ports.app, ports.metrics, ports.prometheus, ports.alertmanager, ports.receiver],
    [4000, 10464, 10090, 10093, 10095],
  );
});

test('free ports are all different', async () => {
  const all = Object.values(await freePorts(3, 4)).flat();
  assert.equal(new Set(all).size, 21);
});

test('no free port is one that an outgoing connection may get', { skip: process.platform !== 'linux' }, async () => {
  const [first = 0, last = 0] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split('\t').map(Number);
  for (const port of Object.values(await freePorts(3, 4)).flat()) assert.ok(port < first || port > last, `${port}`);
});

for (const host of ['127.0.0.1', '0.0.0.0', '::']) {
  test(`a port that is taken on ${host} is named, with who listens there`, async (t) => {
    const server = createServer().listen(0, host);
    t.after(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await assert.rejects(requireFreePorts(new Map([[port, 'webapp']])), (error) => {
      assert.ok(error instanceof StackError);
      assert.match(error.message, new RegExp(`port ${port} \\(webapp\\) is in use by`));
      if (process.platform === 'linux') assert.match(error.message, new RegExp(`\\(process ${process.pid}\\)`));
      assert.match(error.hint, /--port-offset/);
      return true;
    });
  });
}

test('nobody listens on a free port', async () => {
  const { app } = await freePorts(0);
  assert.equal(whoListens(app), undefined);
  await requireFreePorts(new Map([[app, 'webapp']]));
});
