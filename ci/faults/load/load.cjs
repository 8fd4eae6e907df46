// Load on the web app from inside the cluster: writes of new items, reads of old ones, new connections to the primary.
// Afterwards every acknowledged write is read back. Settings come from the environment; SIGUSR2 ends the load.
// Prints one JSON object a line; ci/faults/load/events.ts says which. Times are milliseconds since 1970.
const dns = require('node:dns/promises');
const http = require('node:http');
const net = require('node:net');
const os = require('node:os');
const { setTimeout: sleep } = require('node:timers/promises');

const { APP, PRIMARY, RUN } = process.env;
const WRITES_PER_SECOND = Number(process.env.WRITES_PER_SECOND);
const READS_PER_SECOND = Number(process.env.READS_PER_SECOND);
const MAX_SECONDS = Number(process.env.MAX_SECONDS);
// Written before the load, as fast as it goes; they count as any other write.
const ITEMS = Number(process.env.ITEMS);
const CONNECTS_PER_SECOND = 10;
const ITEMS_READ = 100;
const TICK_MS = 10;
// More than the web app's own limit for one response, so that it is the web app that gives up.
const REQUEST_TIMEOUT_MS = 6000;
const CONNECT_TIMEOUT_MS = 1000;
// So many seconds' requests of a kind may be in flight: a web app that hangs isn't also flooded. What isn't sent then
// counts as failed.
const MAX_IN_FLIGHT_SECONDS = 1.5;
// A run that was cut short leaves nothing behind for long.
const TTL_SECONDS = 1800;
const BATCH = 100;
const CHUNK = 500;
const ATTEMPTS = 60;
const RETRY_MS = 500;

const [appHost, appPort] = APP.split(':');
const [primaryHost, primaryPort] = PRIMARY.split(':');
const print = (type, fields) => process.stdout.write(`${JSON.stringify({ type, ...fields })}\n`);
const idOf = (kind, number) => `f-${RUN}-${kind}${String(number).padStart(7, '0')}`;

// --- addresses ---

// Looked up once a second, and the last address is used until there is another one: what is tested is the release, not
// how long DNS takes on a busy machine.
const addresses = new Map();

async function refresh(host) {
  try {
    addresses.set(host, await dns.lookup(host));
  } catch {
    // the former address stays
  }
}

function lookup(host, options, done) {
  const found = addresses.get(host);
  if (found === undefined) return done(Object.assign(new Error(`no address of ${host}`), { code: 'ENOTFOUND' }));
  return options.all ? done(null, [found]) : done(null, found.address, found.family);
}

// --- requests ---

// Connections that stay open, and others that are new each second: only those meet a refused connection.
const lasting = new http.Agent({ keepAlive: true, lookup });
let fresh = new http.Agent({ keepAlive: true, lookup });
function renew() {
  const former = fresh;
  fresh = new http.Agent({ keepAlive: true, lookup });
  setTimeout(() => former.destroy(), REQUEST_TIMEOUT_MS + 1000).unref();
}

function request(method, path, { body, token, agent = lasting } = {}) {
  return new Promise((resolve, reject) => {
    const headers = {};
    if (token) headers['consistency-token'] = token;
    if (body) {
      headers['content-type'] = 'application/json';
      headers['content-length'] = Buffer.byteLength(body);
    }
    const req = http.request({ host: appHost, port: appPort, method, path, headers, agent });
    const timer = setTimeout(
      () => req.destroy(Object.assign(new Error('no response'), { code: 'TIMEOUT' })),
      REQUEST_TIMEOUT_MS,
    );
    req.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    req.on('response', (res) => {
      const answeredAt = Date.now();
      let text = '';
      res.setEncoding('utf8');
      res.on('data', (chunk) => {
        text += chunk;
      });
      res.on('error', reject);
      res.on('end', () => {
        clearTimeout(timer);
        resolve({ status: res.statusCode, headers: res.headers, text, answeredAt });
      });
    });
    req.end(body);
  });
}

const reasonOf = ({ status, text }) => `${status} ${/"type":"[^"]*\/([a-z-]+)"/.exec(text)?.[1] ?? ''}`.trim();
const codeOf = (error) => error.code ?? error.message;

// --- what is counted ---

const acks = []; // [number, time of the acknowledgement]
const readTimes = [];
const failures = new Map(); // "write 503 primary-unavailable" -> { count, first, last }
let sent = 0;
let readsSent = 0;
let inFlight = 0;
const inFlightOf = { write: 0, read: 0 };
let failedWrites = 0;
let failedReads = 0;
let connects = 0;
let failedConnects = 0;
// How busy the machine was: the longest time in which this process got nowhere, and the node's load average.
let stalledMs = 0;
let loadAverage = 0;

function failed(kind, reason) {
  const now = Date.now();
  const key = `${kind} ${reason}`;
  const entry = failures.get(key) ?? { count: 0, first: now, last: now };
  failures.set(key, { ...entry, count: entry.count + 1, last: now });
  if (kind === 'write') failedWrites += 1;
  else if (kind === 'read') failedReads += 1;
  else failedConnects += 1;
}

const countsByReason = () => Object.fromEntries([...failures].map(([what, { count }]) => [what, count]));

async function write(number) {
  try {
    const body = `{"value":${number},"ttlSeconds":${TTL_SECONDS}}`;
    const answer = await request('PUT', `/items/${idOf('w', number)}`, { body, agent: number % 2 ? fresh : lasting });
    if (answer.status === 200 || answer.status === 201) acks.push([number, answer.answeredAt]);
    else failed('write', reasonOf(answer));
  } catch (error) {
    failed('write', codeOf(error));
  }
}

async function read(number) {
  try {
    const answer = await request('GET', `/items/${idOf('r', number % ITEMS_READ)}`, {
      agent: number % 2 ? fresh : lasting,
    });
    if (answer.status === 200) readTimes.push(answer.answeredAt);
    else failed('read', reasonOf(answer));
  } catch (error) {
    failed('read', codeOf(error));
  }
}

// Any reply will do, also that a password is needed: it is Redis that replied.
function connect() {
  return new Promise((resolve) => {
    const socket = net.connect({ host: primaryHost, port: Number(primaryPort), lookup });
    let ended = false;
    const end = (reason) => {
      if (ended) return;
      ended = true;
      socket.destroy();
      if (reason) failed('connect', reason);
      else connects += 1;
      resolve();
    };
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => end('TIMEOUT'));
    socket.on('error', (error) => end(codeOf(error)));
    socket.on('close', () => end('closed'));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', () => end());
  });
}

// --- the load ---

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
  const sentBefore = sent;
  let connectsSent = 0;
  let nextSecond = startedAt + 1000;
  while (!stopped && Date.now() - startedAt < MAX_SECONDS * 1000) {
    for (let due = dueOf(WRITES_PER_SECOND, startedAt, sent - sentBefore); due > 0; due -= 1) {
      send('write', WRITES_PER_SECOND, write, sent++);
    }
    for (let due = dueOf(READS_PER_SECOND, startedAt, readsSent); due > 0; due -= 1)
      send('read', READS_PER_SECOND, read, readsSent++);
    for (let due = dueOf(CONNECTS_PER_SECOND, startedAt, connectsSent); due > 0; due -= 1) {
      connectsSent += 1;
      track(connect());
    }
    if (Date.now() >= nextSecond) {
      nextSecond += 1000;
      renew();
      loadAverage = Math.max(loadAverage, os.loadavg()[0]);
      for (const host of [appHost, primaryHost]) refresh(host);
      const counts = {
        acked: acks.length,
        failedWrites,
        reads: readTimes.length,
        failedReads,
        connects,
        failedConnects,
        failures: countsByReason(),
      };
      print('progress', { t: Date.now(), ...counts });
    }
    const before = Date.now();
    await sleep(TICK_MS);
    stalledMs = Math.max(stalledMs, Date.now() - before - TICK_MS);
  }
  while (inFlight > 0) await sleep(TICK_MS);
}

// --- before and after ---

/** Until it succeeds: `accept` says whether the response is the one that was hoped for. */
async function insist(what, attempt, accept) {
  let last = '';
  for (let turn = 0; turn < ATTEMPTS; turn += 1) {
    try {
      const answer = await attempt();
      if (accept(answer)) return answer;
      last = `${reasonOf(answer)} ${answer.headers.consistency ?? ''}`;
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
  const prefix = `f-${RUN}-w`;
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
  const there = acks.map(([number]) => number).filter((number) => !gone.has(number));
  return {
    unlisted: there.filter((number) => !times.has(idOf('w', number))),
    twice: there.filter((number) => times.get(idOf('w', number)) > 1),
  };
}

function printList(type, list) {
  for (let at = 0; at < list.length; at += CHUNK) print(type, { list: list.slice(at, at + CHUNK) });
}

async function main() {
  for (const host of [appHost, primaryHost]) while (!addresses.has(host)) await refresh(host);
  await inParallel(ITEMS_READ, 8, (number) => put(idOf('r', number), number));
  await inParallel(ITEMS, 32, () => write(sent++));
  await sleep(2000); // replicas have them too
  await load();
  const last = await put(idOf('z', 0), 'last');
  const token = last.headers['consistency-token'];
  const { missing, wrong } = await readBack(token);
  const { unlisted, twice } = await listAll(token, missing);
  printList('acks', acks);
  printList('reads', readTimes);
  printList('missing', missing);
  const reasons = [...failures].map(([what, counts]) => ({ what, ...counts }));
  print('end', {
    sent,
    failedWrites,
    failedReads,
    connects,
    failedConnects,
    failures: reasons,
    stalledMs,
    loadAverage,
    wrong,
    unlisted,
    twice,
  });
}

// What is printed right before the end of a container may get lost: this one goes on until somebody removes it.
setInterval(() => {}, 60_000);

function fail(error) {
  print('error', { message: String(error.stack ?? error) });
  process.exit(1);
}

process.on('uncaughtException', fail);
main().catch(fail);
