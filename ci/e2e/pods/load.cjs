// Reads one item over and over inside a web app's pod until standard input ends, 8 at a time, and prints what came of it:
//   node load.cjs PATH   ->   {"reads":12345,"failed":[],"servedBy":{"replica":12345}}
const [path] = process.argv.slice(2);
const LONGEST_MS = 10 * 60_000;
const PAUSE_MS = 5;
const MAX_FAILURES = 20;

let done = false;
let reads = 0;
const failed = [];
const servedBy = {};

async function client() {
  while (!done) {
    reads += 1;
    try {
      const response = await fetch(`http://127.0.0.1:3000${path}`, { signal: AbortSignal.timeout(6000) });
      const text = await response.text();
      const source = response.headers.get('served-by');
      servedBy[source] = (servedBy[source] ?? 0) + 1;
      if (response.status !== 200) failed.push(`${response.status} ${text}`);
    } catch (error) {
      failed.push(String(error.cause ?? error));
    }
    if (failed.length >= MAX_FAILURES) done = true;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

process.stdin.resume().on('end', () => {
  done = true;
});
setTimeout(() => {
  done = true;
}, LONGEST_MS).unref();
Promise.all(Array.from({ length: 8 }, client)).then(() => {
  console.log(JSON.stringify({ reads, failed, servedBy }));
  process.exit(0);
});
