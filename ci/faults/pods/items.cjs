// What comes before and after the load: items that have to be there, read back and removed.
const { setTimeout: sleep } = require('node:timers/promises');
const { counts } = require('./counts.cjs');
const { codeOf, reasonOf, request } = require('./requests.cjs');
const { idOf, prefixOf, TTL_SECONDS } = require('./settings.cjs');

const BATCH = 100;
const ATTEMPTS = 60;
const RETRY_MS = 500;

/** Until it succeeds: `accept` says whether the response is the one that was hoped for. */
async function insist(what, attempt, accept) {
  let last = '';
  for (let turn = 0; turn < ATTEMPTS; turn += 1) {
    try {
      const response = await attempt();
      if (accept(response)) return response;
      last = `${reasonOf(response)} ${response.headers.consistency ?? ''}`;
    } catch (error) {
      last = codeOf(error);
    }
    await sleep(RETRY_MS);
  }
  throw new Error(`${what}: ${last}`);
}

function put(id, value) {
  const body = JSON.stringify({ value, ttlSeconds: TTL_SECONDS });
  return insist(
    `PUT ${id}`,
    () => request('PUT', `/items/${id}`, { body }),
    ({ status }) => status === 200 || status === 201,
  );
}

async function inParallel(count, workers, work) {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: workers }, worker));
}

/** A read that includes the last write of all: from the primary, or from a replica that has caught up with it. */
const readWith = (token, path) =>
  insist(
    `GET ${path.slice(0, 80)}`,
    () => request('GET', path, { token }),
    ({ status, headers }) => status === 200 && headers.consistency !== 'unverified',
  );

async function readBack(token) {
  const { acks } = counts;
  const missing = [];
  const wrong = [];
  await inParallel(Math.ceil(acks.length / BATCH), 8, async (batch) => {
    const numbers = acks.slice(batch * BATCH, (batch + 1) * BATCH).map(([number]) => number);
    const { text } = await readWith(token, `/items?${numbers.map((number) => `id=${idOf('w', number)}`).join('&')}`);
    const values = new Map(JSON.parse(text).items.map(({ id, value }) => [id, value]));
    for (const number of numbers) {
      const id = idOf('w', number);
      if (!values.has(id)) missing.push(number);
      else if (values.get(id) !== number) wrong.push(number);
    }
  });
  return { missing, wrong };
}

/** Items that are there but on no page, or on more than one. */
async function listAll(token, missing) {
  const prefix = prefixOf('w');
  const times = new Map();
  let cursor = null;
  do {
    const { text } = await readWith(
      token,
      `/items?limit=${BATCH}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    );
    const page = JSON.parse(text);
    for (const { id } of page.items) if (id.startsWith(prefix)) times.set(id, (times.get(id) ?? 0) + 1);
    cursor = page.next;
  } while (cursor !== null);
  const gone = new Set(missing);
  const there = counts.acks.map(([number]) => number).filter((number) => !gone.has(number));
  return {
    unlisted: there.filter((number) => !times.has(idOf('w', number))),
    twice: there.filter((number) => times.get(idOf('w', number)) > 1),
  };
}

/** Best effort: what stays expires. */
function removeAcknowledged() {
  const remove = ([number]) => request('DELETE', `/items/${idOf('w', number)}`).catch(() => {});
  return inParallel(counts.acks.length, 32, (at) => remove(counts.acks[at]));
}

module.exports = { put, inParallel, readBack, listAll, removeAcknowledged };
