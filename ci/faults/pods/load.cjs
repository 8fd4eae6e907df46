// Load on the web app from inside the cluster: writes of new items, reads of old ones, new connections to the primary.
// Afterwards every acknowledged write is read back. Settings come from the environment; SIGUSR2 ends the load.
// What it prints is in ci/faults/load/events.ts. Times are milliseconds since 1970.
const os = require('node:os');
const { setTimeout: sleep } = require('node:timers/promises');
const { counts, failed, progress, totals } = require('./counts.cjs');
const { inParallel, listAll, put, readBack, removeAcknowledged } = require('./items.cjs');
const { connect, ITEMS_READ, read, write } = require('./operations.cjs');
const { refresh, renew, untilKnown } = require('./requests.cjs');
const { print, runScript } = require('./script.cjs');
const {
  appHost,
  idOf,
  ITEMS,
  MAX_SECONDS,
  primaryHost,
  READS_PER_SECOND,
  WRITES_PER_SECOND,
} = require('./settings.cjs');

const CONNECTS_PER_SECOND = 10;
const TICK_MS = 10;
// So many seconds' requests of a kind may be in flight: a web app that hangs isn't also flooded. What isn't sent then
// counts as failed.
const MAX_IN_FLIGHT_SECONDS = 1.5;
const CHUNK = 500;

const inFlightOf = { write: 0, read: 0 };
let inFlight = 0;
let stopped = false;
process.on('SIGUSR2', () => {
  stopped = true;
});

async function track(work) {
  inFlight += 1;
  await work;
  inFlight -= 1;
}

function send(kind, perSecond, work, number) {
  if (inFlightOf[kind] >= perSecond * MAX_IN_FLIGHT_SECONDS) return failed(kind, 'not sent');
  inFlightOf[kind] += 1;
  return track(
    work(number).then(() => {
      inFlightOf[kind] -= 1;
    }),
  );
}

/** As many as are due; after a pause of this process at most a second's worth. */
function dueOf(perSecond, startedAt, done) {
  const due = Math.floor(((Date.now() - startedAt) * perSecond) / 1000) - done;
  return Math.min(due, perSecond);
}

async function load() {
  const startedAt = Date.now();
  const sentBefore = counts.sent;
  let connectsSent = 0;
  let nextSecond = startedAt + 1000;
  while (!stopped && Date.now() - startedAt < MAX_SECONDS * 1000) {
    for (let due = dueOf(WRITES_PER_SECOND, startedAt, counts.sent - sentBefore); due > 0; due -= 1) {
      send('write', WRITES_PER_SECOND, write, counts.sent++);
    }
    for (let due = dueOf(READS_PER_SECOND, startedAt, counts.readsSent); due > 0; due -= 1) {
      send('read', READS_PER_SECOND, read, counts.readsSent++);
    }
    for (let due = dueOf(CONNECTS_PER_SECOND, startedAt, connectsSent); due > 0; due -= 1) {
      connectsSent += 1;
      track(connect());
    }
    if (Date.now() >= nextSecond) {
      nextSecond += 1000;
      renew();
      counts.loadAverage = Math.max(counts.loadAverage, os.loadavg()[0]);
      for (const host of [appHost, primaryHost]) refresh(host);
      print('progress', { t: Date.now(), ...progress() });
    }
    const before = Date.now();
    await sleep(TICK_MS);
    counts.stalledMs = Math.max(counts.stalledMs, Date.now() - before - TICK_MS);
  }
  while (inFlight > 0) await sleep(TICK_MS);
}

function printList(type, list) {
  for (let at = 0; at < list.length; at += CHUNK) print(type, { list: list.slice(at, at + CHUNK) });
}

async function main() {
  for (const host of [appHost, primaryHost]) await untilKnown(host);
  await inParallel(ITEMS_READ, 8, (number) => put(idOf('r', number), number));
  await inParallel(ITEMS, 32, () => write(counts.sent++));
  await sleep(2000); // replicas have them too
  await load();
  const last = await put(idOf('z', 0), 'last');
  const token = last.headers['consistency-token'];
  const { missing, wrong } = await readBack(token);
  const { unlisted, twice } = await listAll(token, missing);
  // Runs on one release must not fill its memory together.
  if (ITEMS > 0) await removeAcknowledged();
  printList('acks', counts.acks);
  printList('reads', counts.readTimes);
  printList('missing', missing);
  print('end', { ...totals(), wrong, unlisted, twice });
}

runScript(main);
