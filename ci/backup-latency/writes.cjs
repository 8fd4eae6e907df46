// Inside a web app's pod: fills Redis, then writes one item after another, 200 a second, until standard input ends. A line on standard input
// names the window that begins; the writes that start from then on belong to it. Prints what came of it:
//   node writes.cjs ITEMS   ->   "ready" once Redis is filled, then {"windows":{"quiet-1":[1.2,…]},"failed":{"quiet-1":0}} in milliseconds
const { randomBytes } = require('node:crypto');
const { createInterface } = require('node:readline');

const RATE_PER_SECOND = 200;
const TICK_MS = 10;
const FILL_AT_ONCE = 32;
const VALUE_BYTES = 768; // 1 KiB of base64, which a dump can't make smaller

const items = Number(process.argv[2]);
const windows = {};
const failed = {};
const inFlight = new Set();

async function put(id) {
  const response = await fetch(`http://127.0.0.1:3000/items/latency-${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ value: randomBytes(VALUE_BYTES).toString('base64') }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
}

async function fill() {
  let next = 0;
  const worker = async () => {
    for (let id = next++; id < items; id = next++) await put(id);
  };
  await Promise.all(Array.from({ length: FILL_AT_ONCE }, worker));
}

async function write(id, window) {
  const start = performance.now();
  try {
    await put(id);
    windows[window].push(Math.round((performance.now() - start) * 100) / 100);
  } catch {
    failed[window] += 1;
  }
}

async function main() {
  await fill();
  console.log('ready');
  let window;
  const start = performance.now();
  let sent = 0;
  // By the clock, not by the last reply: a slow reply must not thin out the writes that would have shown it.
  const timer = setInterval(() => {
    const due = ((performance.now() - start) / 1000) * RATE_PER_SECOND;
    for (; sent < due; sent += 1) {
      if (window === undefined) continue;
      const request = write(sent % items, window).finally(() => inFlight.delete(request));
      inFlight.add(request);
    }
  }, TICK_MS);
  for await (const line of createInterface({ input: process.stdin })) {
    window = line;
    windows[window] ??= [];
    failed[window] ??= 0;
  }
  clearInterval(timer);
  await Promise.all(inFlight);
  // What is still in the pipe would be lost with an exit.
  process.stdout.write(`${JSON.stringify({ windows, failed })}\n`, () => process.exit(0));
}

main().catch((error) => {
  console.error(String(error.cause ?? error));
  process.exit(1);
});
