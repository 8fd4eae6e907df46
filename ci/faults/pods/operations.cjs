// The three operations of the load. Each counts how it went.
const net = require('node:net');
const { counts, failed } = require('./counts.cjs');
const { codeOf, lookup, reasonOf, request } = require('./requests.cjs');
const { idOf, primaryHost, primaryPort, TTL_SECONDS } = require('./settings.cjs');

const ITEMS_READ = 100;
const CONNECT_TIMEOUT_MS = 1000;

async function write(number) {
  try {
    const body = `{"value":${number},"ttlSeconds":${TTL_SECONDS}}`;
    const response = await request('PUT', `/items/${idOf('w', number)}`, { body, onFresh: number % 2 === 1 });
    if (response.status === 200 || response.status === 201) counts.acks.push([number, response.respondedAt]);
    else failed('write', reasonOf(response));
  } catch (error) {
    failed('write', codeOf(error));
  }
}

async function read(number) {
  try {
    const path = `/items/${idOf('r', number % ITEMS_READ)}`;
    const response = await request('GET', path, { onFresh: number % 2 === 1 });
    if (response.status === 200) counts.readTimes.push(response.respondedAt);
    else failed('read', reasonOf(response));
  } catch (error) {
    failed('read', codeOf(error));
  }
}

// Any reply will do, also that a password is needed: it is Redis that replied.
function connect() {
  return new Promise((resolve) => {
    const socket = net.connect({ host: primaryHost, port: primaryPort, lookup });
    let ended = false;
    const end = (reason) => {
      if (ended) return;
      ended = true;
      socket.destroy();
      if (reason) failed('connect', reason);
      else counts.connects += 1;
      resolve();
    };
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => end('TIMEOUT'));
    socket.on('error', (error) => end(codeOf(error)));
    socket.on('close', () => end('closed'));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', () => end());
  });
}

module.exports = { write, read, connect, ITEMS_READ };
