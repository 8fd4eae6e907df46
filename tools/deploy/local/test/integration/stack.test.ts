import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  type ActiveTarget,
  activeRuleGroups,
  activeTargets,
  down,
  freePorts,
  type Ports,
  type Stack,
  StackError,
  status,
  up,
  waitFor,
  withRedis,
} from '../../index';
import { LIMIT_MS, StackFolder } from '../../testing/stack-folder';

let here: StackFolder;
let ports: Ports;
let stack: Stack;

before(async () => {
  here = await StackFolder.create();
  ports = here.ports;
  stack = await up(here.options());
});

after(() => here.remove());

test('every step was named and timed', () => {
  assert.match(here.output, /==> \[1\/8\] binaries …[\s\S]*? done in \d+\.\d s/);
  assert.match(
    here.output,
    /==> \[8\/8\] monitoring …[\s\S]*? done in \d+\.\d s \(\d+ targets up, \d+ rule groups\)\n$/,
  );
});

test('what is written through the app can be read back, and every replica holds it', async () => {
  const url = `${stack.urls.app}/items/integration`;
  const body = JSON.stringify({ value: { n: 1 } });
  const written = await fetch(url, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
  assert.equal(written.status, 201);
  await waitFor(
    async () => {
      const response = await fetch(url);
      if (response.status !== 200) return `status ${response.status}`;
      assert.deepEqual(((await response.json()) as { value: unknown }).value, { n: 1 });
      return response.headers.get('served-by') === 'replica';
    },
    { what: 'a replica to serve the read', timeoutMs: LIMIT_MS },
  );
  const sizes = () =>
    Promise.all(ports.redis.map((port) => withRedis(port, stack.password, (redis) => redis.dbsize())));
  await waitFor(async () => new Set(await sizes()).size === 1, {
    what: 'equal data on all nodes',
    timeoutMs: LIMIT_MS,
  });
});

test('every replica serves reads', async () => {
  const hits = async (port: number) => {
    const text = await withRedis(port, stack.password, (redis) => redis.info('stats'));
    return Number(text.match(/keyspace_hits:(\d+)/)?.[1]);
  };
  const replicas = ports.redis.slice(1);
  const earlier = await Promise.all(replicas.map(hits));
  await waitFor(
    async () => {
      for (let index = 0; index < 20; index += 1) await fetch(`${stack.urls.app}/items/integration`);
      const now = await Promise.all(replicas.map(hits));
      return now.every((count, index) => count > (earlier[index] ?? 0)) || `hits by replica: ${now.join(', ')}`;
    },
    { what: 'reads on every replica', timeoutMs: LIMIT_MS },
  );
});

test('a write that is sent to a replica is refused', async () => {
  const write = withRedis(ports.redis[1] ?? 0, stack.password, (redis) => redis.set('x', '1'));
  await assert.rejects(write, /READONLY/);
});

test('without the password Redis serves nobody', async () => {
  const socket = connect(ports.redis[0] ?? 0, '127.0.0.1');
  socket.write('GET x\r\n');
  const [reply] = await once(socket, 'data');
  socket.destroy();
  assert.match(String(reply), /^-NOAUTH/);
});

test('Prometheus has one healthy target per part, with the labels of the reference layout', async () => {
  let targets: ActiveTarget[] = [];
  await waitFor(
    async () => {
      targets = await activeTargets(ports.prometheus);
      return targets.every(({ health }) => health === 'up');
    },
    { what: 'every target to be up', timeoutMs: LIMIT_MS },
  );
  const ours = targets.filter(({ labels }) => labels['namespace'] === 'iacproject');
  assert.deepEqual(ours.map(({ labels }) => `${labels['job']} ${labels['pod']}`).sort(), [
    'tme1crv-redis-metrics tme1crv-redis-master-0',
    'tme1crv-redis-metrics tme1crv-redis-replicas-0',
    'tme1crv-redis-metrics tme1crv-redis-replicas-1',
    'tme1crv-webapp tme1crv-webapp-0',
  ]);
});

test('every rule of the chart is evaluated without an error', async () => {
  await waitFor(
    async () => {
      const rules = (await activeRuleGroups(ports.prometheus)).flatMap((group) => group.rules);
      const waiting = rules.filter(({ health }) => health !== 'ok');
      assert.ok(rules.length > 0);
      return waiting.map(({ name, health, lastError }) => `${name}: ${health} ${lastError ?? ''}`).join('; ');
    },
    { what: 'all rules to be healthy', timeoutMs: LIMIT_MS },
  );
});

test('a second up leaves what runs alone, and restarts what changed', async () => {
  const pids = () => new Map(status(here.stateFolder).map(({ name, pid }) => [name, pid]));
  const earlier = pids();
  await up(here.options());
  assert.deepEqual(pids(), earlier);
  await up(here.options({ set: ['webapp.limits.batchItems=7'] }));
  const changed = [...pids()].filter(([name, pid]) => earlier.get(name) !== pid).map(([name]) => name);
  assert.deepEqual(changed, ['webapp']);
});

test('a foreign process on a port stops up before anything is touched', async (t) => {
  const blocked = await freePorts(2);
  const server = createServer().listen(blocked.app, '127.0.0.1');
  t.after(() => server.close());
  const elsewhere = here.options({ stateFolder: join(here.folder, 'other'), ports: () => blocked });
  await assert.rejects(up(elsewhere), (error) => {
    assert.ok(error instanceof StackError);
    assert.match(error.message, new RegExp(`port ${blocked.app} \\(webapp\\) is in use`));
    return true;
  });
  assert.deepEqual(status(join(here.folder, 'other')), []);
});

test('a part that cannot start is reported with its log, and nothing of the attempt stays', async (t) => {
  const values = join(here.folder, 'broken.yaml');
  writeFileSync(values, 'redis:\n  commonConfiguration: |\n    hz lots\n');
  const other = await freePorts(2);
  const stateFolder = join(here.folder, 'broken');
  t.after(() => down(stateFolder, true));
  await assert.rejects(up(here.options({ stateFolder, ports: () => other, values: [values] })), (error) => {
    assert.ok(error instanceof StackError);
    assert.match(error.message, /redis-\S+ ended right after its start/);
    assert.match(error.hint, /hz lots/);
    return true;
  });
  assert.deepEqual(status(stateFolder), []);
});

test('an interruption stops what was started', async (t) => {
  const stateFolder = join(here.folder, 'interrupted');
  t.after(() => down(stateFolder, true));
  const other = await freePorts(2);
  const interruption = new AbortController();
  const write = (text: string) => {
    if (text.includes('first write')) interruption.abort();
  };
  const attempt = up(here.options({ stateFolder, ports: () => other, output: { write }, signal: interruption.signal }));
  await assert.rejects(attempt);
  assert.deepEqual(status(stateFolder), []);
});

test('down leaves no process, and the next up finds the data', async () => {
  const running = status(here.stateFolder);
  const { stopped, killed } = await down(here.stateFolder);
  assert.equal(stopped.length, running.length);
  assert.deepEqual(killed, []);
  for (const { pid, name } of running) assert.equal(commandLine(pid), '', `${name} still runs`);
  stack = await up(here.options());
  const response = await fetch(`${stack.urls.app}/items/integration`);
  assert.equal(response.status, 200);
  assert.deepEqual(((await response.json()) as { value: unknown }).value, { n: 1 });
});

// --- internal ---

/** Empty when there is no such process, or only the remains of one that this process hasn't waited for yet. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
