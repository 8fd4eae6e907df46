// helm test: a write through the web app lands on the primary, every replica serves it, and a replica refuses writes. With Sentinel, who is
// who is what all Sentinels say.
const dns = require('node:dns/promises');
const { readFileSync } = require('node:fs');
const Redis = require('ioredis');

const { APP_URL, REDIS_URL, REDIS_REPLICAS_URL, REDIS_PASSWORD, EXPECTED_REPLICAS } = process.env;
const SENTINELS = (process.env.REDIS_SENTINELS || '').split(',').filter(Boolean);
const MASTER_SET = process.env.REDIS_MASTER_SET;
const id = `helm-test-${Date.now()}`;
const value = `written at ${new Date().toISOString()}`;
const DEADLINE_MS = 60_000;

const check = (condition, text) => {
  if (!condition) throw new Error(text);
  console.log(`ok: ${text}`);
};

/** What the web app asks for when it has tokens: one with the scope write, which may read too. */
function authorization() {
  const file = process.env.AUTH_TOKENS_FILE;
  if (!file) return {};
  const [, token] = /^\s*write\s+(\S+)/m.exec(readFileSync(file, 'utf8')) || [];
  if (!token)
    throw new Error(
      'the Secret of webapp.auth.existingSecret has no token with the scope write, which this test needs',
    );
  return { authorization: `Bearer ${token}` };
}

const ask = (path, options = {}) =>
  fetch(`${APP_URL}${path}`, {
    ...options,
    headers: { ...options.headers, ...authorization() },
    signal: AbortSignal.timeout(5000),
  });

const connect = (host, port) =>
  new Redis({ host, port, password: REDIS_PASSWORD, lazyConnect: true, connectTimeout: 5000, retryStrategy: null });

/** Tries until it succeeds: replication is asynchronous and pods may just have started. */
async function eventually(what, attempt) {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${what}: ${error.message} (tried for ${DEADLINE_MS / 1000} s)`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function withRedis(host, port, use) {
  const redis = connect(host, port);
  redis.on('error', () => {}); // the command that fails says it
  try {
    await redis.connect();
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

/** The stored form is the web app's own affair; that the value is inside is enough. */
async function holdsValue(redis) {
  const key = `item:${id}`;
  const type = await redis.type(key);
  const stored = type === 'hash' ? JSON.stringify(await redis.hgetall(key)) : await redis.get(key);
  return String(stored).includes(value);
}

function sentinel(address, ...command) {
  const [host, port] = address.split(':');
  return withRedis(host, Number(port), (redis) => redis.call('SENTINEL', ...command, MASTER_SET));
}

async function findPrimary() {
  if (SENTINELS.length === 0) {
    const { hostname, port } = new URL(REDIS_URL);
    return { host: hostname, port: Number(port) };
  }
  const named = await eventually('all Sentinels name one primary', async () => {
    const replies = await Promise.all(SENTINELS.map((each) => sentinel(each, 'GET-MASTER-ADDR-BY-NAME')));
    const addresses = [...new Set(replies.map((reply) => String(reply)))];
    if (addresses.length !== 1) throw new Error(`they name ${addresses.join(' and ')}`);
    return replies[0];
  });
  check(true, `${SENTINELS.length} Sentinels name ${named[0]} as the primary`);
  return { host: named[0], port: Number(named[1]) };
}

async function findReplicas(expected) {
  const replicas = await eventually(`${expected} replicas`, async () => {
    let found;
    if (SENTINELS.length === 0) {
      const { hostname, port } = new URL(REDIS_REPLICAS_URL);
      const addresses = await dns.lookup(hostname, { all: true });
      found = addresses.map(({ address }) => ({ host: address, port: Number(port) }));
    } else {
      const field = (fields, name) => fields[fields.indexOf(name) + 1];
      const known = await sentinel(SENTINELS[0], 'REPLICAS');
      found = known.map((fields) => ({ host: field(fields, 'ip'), port: Number(field(fields, 'port')) }));
    }
    if (found.length !== expected) throw new Error(`found ${found.length}`);
    return found;
  });
  check(true, `${SENTINELS.length === 0 ? 'DNS names' : 'Sentinel knows'} ${expected} replicas`);
  return replicas;
}

async function main() {
  const put = await eventually('a write through the web app', async () => {
    const response = await ask(`/items/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ value, ttlSeconds: 600 }),
    });
    if (response.status !== 201) throw new Error(`status ${response.status}: ${await response.text()}`);
    return response;
  });
  check(put.headers.get('consistency-token'), 'PUT responds with 201 and a Consistency-Token');

  const primary = await findPrimary();
  // Network policies may take a moment to open for this pod.
  const [replication, landed] = await eventually('the primary', () =>
    withRedis(primary.host, primary.port, async (redis) => [await redis.info('replication'), await holdsValue(redis)]),
  );
  check(replication.includes('role:master'), 'the primary is a primary');
  check(landed, 'the write landed on the primary');

  const expected = Number(EXPECTED_REPLICAS);
  if (expected > 0) {
    for (const { host, port } of await findReplicas(expected)) {
      await eventually(`replica ${host}`, () =>
        withRedis(host, port, async (redis) => {
          if (!(await holdsValue(redis))) throw new Error('does not have the write yet');
        }),
      );
      console.log(`ok: replica ${host} serves the write`);
      const refusal = await withRedis(host, port, (redis) => redis.set(`item:${id}`, 'x').catch((e) => e));
      check(String(refusal.message).startsWith('READONLY'), `replica ${host} refuses a write (READONLY)`);
    }
    await eventually('a read from a replica through the web app', async () => {
      const response = await ask(`/items/${id}`);
      const by = response.headers.get('served-by');
      if (response.status !== 200 || by !== 'replica') throw new Error(`status ${response.status}, served by ${by}`);
      check((await response.json()).value === value, 'GET responds with the value, served by a replica');
    });
  }

  const gone = await ask(`/items/${id}`, { method: 'DELETE' });
  check(gone.status === 204, 'DELETE responds with 204');
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(`failed: ${error.message}`);
    process.exit(1);
  },
);
