// In a web app's pod: how many keys were read from each replica within five seconds, all counted at the same moments.
//   node shares.cjs   ->   1001 998 1003
const { readFileSync } = require('node:fs');
const { lookup } = require('node:dns/promises');
const { setTimeout: sleep } = require('node:timers/promises');
const { Redis } = require('ioredis');

const { REDIS_REPLICAS_URL, REDIS_PASSWORD_FILE } = process.env;
const password = readFileSync(REDIS_PASSWORD_FILE, 'utf8').trimEnd();
const SECONDS = 5;

async function main() {
  const { hostname, port } = new URL(REDIS_REPLICAS_URL);
  const found = await lookup(hostname, { all: true });
  const replicas = found.map(({ address }) => {
    const options = { host: address, port: Number(port || 6379), password, retryStrategy: null };
    return new Redis(options);
  });
  const keysRead = () =>
    Promise.all(
      replicas.map(async (replica) => {
        const stats = await replica.info('stats');
        const count = (name) => Number(new RegExp(`keyspace_${name}:(\\d+)`).exec(stats)[1]);
        return count('hits') + count('misses');
      }),
    );
  const before = await keysRead();
  await sleep(SECONDS * 1000);
  const after = await keysRead();
  console.log(after.map((count, index) => count - before[index]).join(' '));
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(String(error));
    process.exit(1);
  },
);
