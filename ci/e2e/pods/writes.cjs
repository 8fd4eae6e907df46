// Writes one item after another, 200 a second, inside a web app's pod until standard input ends, and prints what came of it:
//   node writes.cjs PATH   ->   {"writes":12345,"failed":[]}
// It shares the memory of the web app's container, so only so many writes wait for a response at a time.
const [path] = process.argv.slice(2);
const RATE_PER_SECOND = 200;
const LONGEST_MS = 10 * 60_000;
const TICK_MS = 10;
const MAX_IN_FLIGHT = 100;

const failed = [];
const inFlight = new Set();
const start = Date.now();
let writes = 0;

async function write(n) {
  try {
    const response = await fetch(`http://127.0.0.1:3000${path}-${n % 500}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ value: n }),
      signal: AbortSignal.timeout(6000),
    });
    const text = await response.text();
    if (!response.ok) failed.push(`${response.status} ${text}`);
  } catch (error) {
    failed.push(String(error.cause ?? error));
  }
}

const timer = setInterval(() => {
  const due = ((Date.now() - start) / 1000) * RATE_PER_SECOND;
  for (; writes < due && inFlight.size < MAX_IN_FLIGHT; writes += 1) {
    const request = write(writes).finally(() => inFlight.delete(request));
    inFlight.add(request);
  }
}, TICK_MS);

async function end() {
  clearInterval(timer);
  await Promise.all(inFlight);
  console.log(JSON.stringify({ writes, failed: failed.slice(0, 20) }));
  process.exit(0);
}
process.stdin.resume().on('end', end);
setTimeout(end, LONGEST_MS).unref();
