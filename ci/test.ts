/**
 * make test: every suite, one after the other (they share two cores well and ports badly); at the end the counts.
 *
 *   ts-node ci/test.ts              all
 *   ts-node ci/test.ts integration  only the suites with that word in their name
 */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const ROOT = resolve(__dirname, '..');
const LOGS = join(ROOT, '.tools/test-logs');
const BENCHMARK = ['--rounds', '1', '--seconds', '1', '--warm-up', '1', '--workload', 'mix', '--no-latency'];

/** Name and command. */
const SUITES: readonly [string, string, ...string[]][] = [
  ['lint-test', 'ts-node', 'ci/lint/main.ts'],
  ['types and style', 'npm', 'run', '--silent', 'check'],
  ['web app: types and build', 'npm', '--prefix', 'webapp', 'run', '--silent', 'build'],
  ['tools: unit', 'npm', 'run', '--silent', 'test:unit'],
  ['web app: unit', 'npm', '--prefix', 'webapp', 'run', '--silent', 'test:unit'],
  ['web app: benchmark, one second of each', 'ts-node', 'ci/measure.ts', 'bench', ...BENCHMARK],
  ['web app: integration', 'npm', '--prefix', 'webapp', 'run', '--silent', 'test:integration'],
  ['tools and local stack: integration', 'npm', 'run', '--silent', 'test:integration'],
];

interface Counts {
  passed: number;
  failed: number;
}

async function main(only = ''): Promise<void> {
  rmSync(LOGS, { recursive: true, force: true });
  mkdirSync(LOGS, { recursive: true });
  const total: Counts = { passed: 0, failed: 0 };
  const lines: string[] = [];
  for (const [name, program, ...args] of SUITES) {
    if (!name.includes(only)) continue;
    console.log(`\n== ${name}`);
    const start = performance.now();
    const { passed, failed } = await perform(name, program, args);
    total.passed += passed;
    total.failed += failed;
    const seconds = String(Math.round((performance.now() - start) / 1000));
    const counts = `${String(passed).padStart(4)} passed ${String(failed).padStart(4)} failed`;
    lines.push(`${name.padEnd(34)} ${counts} ${seconds.padStart(5)} s`);
  }
  console.log(`\n== summary\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
}

// --- internal ---

/** Runs a suite, shows what it prints and keeps it in a file. */
function perform(name: string, program: string, args: readonly string[]): Promise<Counts> {
  const log = createWriteStream(join(LOGS, `${name.replaceAll(/[ /]/g, '-')}.log`));
  const child = spawn(program, args, { cwd: ROOT, stdio: ['inherit', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      process.stdout.write(text);
      log.write(text);
    });
  }
  return new Promise((done, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      log.end();
      done(countsOf(output, code === 0));
    });
  });
}

/**
 * Adds up what a suite's own summary says: that of Node's runner, and `N passed, N failed`. A suite without counts of its own counts as one,
 * and one that ends in failure has at least one.
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
  if (passed + failed === 0) return succeeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  return { passed, failed: succeeded ? failed : Math.max(failed, 1) };
}

main(process.argv[2]);
