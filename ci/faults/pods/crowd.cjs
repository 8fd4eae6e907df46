// 1,000 connections to one pod of the web app, each of which writes large items one after the other.
// Settings come from the environment. The last line that it prints has "type":"end".
const http = require('node:http');
const { setTimeout: sleep } = require('node:timers/promises');
const { print, runScript } = require('./script.cjs');

const { HOST, PORT, RUN } = process.env;
const CONNECTIONS = Number(process.env.CONNECTIONS);
const BODY_BYTES = Number(process.env.BODY_BYTES);
const SECONDS = Number(process.env.SECONDS);
// Few items, written over and over: Redis' own memory is not what is tested.
const ITEMS = 100;
const TTL_SECONDS = 600;
const TIMEOUT_MS = 15_000;
const PAUSE_AFTER_REFUSAL_MS = 100;

const head = `{"ttlSeconds":${TTL_SECONDS},"value":"`;
const body = `${head}${'x'.repeat(BODY_BYTES - head.length - 2)}"}`;
const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const outcomes = {};
let open = 0;
let maxOpen = 0;

function put(number) {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const path = `/items/f-${RUN}-c${number % ITEMS}`;
    const req = http.request({ host: HOST, port: PORT, method: 'PUT', path, headers, agent, timeout: TIMEOUT_MS });
    req.on('socket', (socket) => {
      if (socket.counted) return;
      socket.counted = true;
      socket.once('connect', () => {
        open += 1;
        maxOpen = Math.max(maxOpen, open);
        socket.once('close', () => {
          open -= 1;
        });
      });
    });
    req.on('timeout', () => req.destroy(Object.assign(new Error('no response'), { code: 'TIMEOUT' })));
    req.on('error', (error) => resolve(error.code ?? error.message));
    req.on('response', (res) => {
      res.resume();
      // A 503 that says when to come again is an honest one.
      const what =
        res.statusCode === 503 && !res.headers['retry-after'] ? '503 without Retry-After' : String(res.statusCode);
      res.on('end', () => resolve(what));
      res.on('error', (error) => resolve(error.code ?? error.message));
    });
    req.end(body);
  });
}

async function main() {
  const end = Date.now() + SECONDS * 1000;
  const progress = setInterval(() => print('crowd', { t: Date.now(), open, outcomes }), 1000);
  const client = async (number) => {
    while (Date.now() < end) {
      const what = await put(number);
      outcomes[what] = (outcomes[what] ?? 0) + 1;
      if (!/^20/.test(what)) await sleep(PAUSE_AFTER_REFUSAL_MS);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, number) => client(number)));
  clearInterval(progress);
  print('end', { maxOpen, outcomes });
}

runScript(main);
