/**
 * make test: every suite; at the end the counts, and once more what failed.
 *
 *   ts-node ci/test.ts              all
 *   ts-node ci/test.ts integration  only the suites with that word in their name
 *
 * Two at a time: what computes most of its time, one suite after the other, and beside it what mostly waits for Redis, alerts and failovers.
 */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { failuresOf } from './failures';

const ROOT = resolve(__dirname, '..');
const LOGS = join(ROOT, '.tools/test-logs');
const BENCHMARK = ['--rounds', '1', '--seconds', '1', '--warm-up', '1', '--workload', 'mix', '--no-latency'];

/** Name and command. */
type Suite = readonly [string, string, ...string[]];

/** What others find made, so that no two of them make it at once. */
const FIRST: readonly Suite[] = [['web app: build', 'npm', '--prefix', 'webapp', 'run', '--silent', 'build']];

/** Run side by side; the suites of a lane one after the other. */
const LANES: readonly (readonly Suite[])[] = [
  [
    ['lint-test', 'ts-node', 'ci/lint/main.ts'],
    ['types and style', 'npm', 'run', '--silent', 'check'],
    ['tools: unit', 'npm', 'run', '--silent', 'test:unit'],
    ['web app: types', 'npm', '--prefix', 'webapp', 'run', '--silent', 'check'],
    ['web app: unit', 'npm', '--prefix', 'webapp', 'run', '--silent', 'test:unit'],
    ['web app: benchmark, one second of each', 'ts-node', 'ci/measure.ts', 'bench', ...BENCHMARK],
    ['web app: integration', 'npm', '--prefix', 'webapp', 'run', '--silent', 'test:integration'],
    ['web app: page in a browser', 'ts-node', 'ci/browser.ts'],
  ],
  [['tools and local stack: integration', 'npm', 'run', '--silent', 'test:integration']],
];

interface Counts {
  passed: number;
  failed: number;
}

interface Outcome extends Counts {
  /** What failed, each as its lines. */
  failures: string[][];
}

async function main(only = ''): Promise<void> {
  rmSync(LOGS, { recursive: true, force: true });
  mkdirSync(LOGS, { recursive: true });
  const total: Counts = { passed: 0, failed: 0 };
  const lines: string[] = [];
  const told: string[] = [];
  const runLane = async (suites: readonly Suite[], lane: number) => {
    for (const [name, program, ...args] of suites.filter(([suite]) => suite.includes(only))) {
      console.log(`\n== ${name}`);
      const start = performance.now();
      const { passed, failed, failures } = await perform(name, program, args, MARKS[lane] ?? '');
      total.passed += passed;
      total.failed += failed;
      const seconds = String(Math.round((performance.now() - start) / 1000));
      const counts = `${String(passed).padStart(4)} passed ${String(failed).padStart(4)} failed`;
      lines.push(`${name.padEnd(34)} ${counts} ${seconds.padStart(5)} s`);
      told.push(...failures.map((failure) => [`${name}:`, ...failure].join('\n')));
    }
  };
  await runLane(FIRST, 0);
  await Promise.all(LANES.map(runLane));
  if (told.length > 0) console.log(`\n== what failed\n${told.join('\n\n')}`);
  console.log(`\n== summary\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
}

// --- internal ---

/** A suite that hangs fails, so that the others are still told. */
const MAX_SUITE_MS = 45 * 60_000;

/** Before each line of a lane, so that two can be told apart. */
const MARKS: readonly string[] = ['', '| '];

/** Runs a suite, shows what it prints line by line and keeps it in a file. */
function perform(name: string, program: string, args: readonly string[], mark: string): Promise<Outcome> {
  const log = createWriteStream(join(LOGS, `${name.replaceAll(/[ /]/g, '-')}.log`));
  const child = spawn(program, args, { cwd: ROOT, stdio: ['inherit', 'pipe', 'pipe'], timeout: MAX_SUITE_MS });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      output += `${line}\n`;
      console.log(`${mark}${line}`);
      log.write(`${line}\n`);
    });
  }
  return new Promise((done, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      log.end();
      done({ ...countsOf(output, code === 0), failures: failuresOf(output) });
    });
  });
}

/**
 * Adds up what a suite's own summary says: that of Node's runner, and `N passed, N failed`. A suite without counts of its own counts as one
 * unless it was left out, and one that ends in failure has at least one.
 */
function countsOf(output: string, succeeded: boolean): Counts {
  let passed = 0;
  let failed = 0;
  for (const line of stripVTControlCharacters(output).split('\n')) {
    const [, what, count] = /^[ℹ#] (pass|fail|cancelled) (\d+)$/.exec(line) ?? [];
    if (what === 'pass') passed += Number(count);
    else if (what !== undefined) failed += Number(count);
    const [, ok, bad] = /: (\d+) passed, (\d+) failed$/.exec(line) ?? [];
    passed += Number(ok ?? 0);
    failed += Number(bad ?? 0);
  }
  if (passed + failed === 0 && succeeded && /^left out: /m.test(output)) return { passed: 0, failed: 0 };
  if (passed + failed === 0) return succeeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  return { passed, failed: succeeded ? failed : Math.max(failed, 1) };
}

main(process.argv[2]);
