import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { StackError } from '../../errors';
import { waitFor } from '../../wait';
import { type Part, StopOrder } from '../part';
import { isRunning, signalProcess, startTimeOf } from '../process-identity';
import { isUnchanged, readRecords, requireRunning, startPart, stopParts } from '../processes';
import { StateFolder, writePrivately } from '../state';

function newState(t: TestContext): StateFolder {
  const state = new StateFolder(mkdtempSync(join(tmpdir(), 'stack-test-')));
  state.create();
  t.after(async () => {
    await stopParts(state, readRecords(state), 1_000);
    rmSync(state.root, { recursive: true, force: true });
  });
  return state;
}

function nodePart(name: string, script: string, changes: Partial<Part> = {}): Part {
  const base = { args: ['-e', script], env: {}, files: {}, ports: {}, stopOrder: StopOrder.webapp };
  return { name, program: process.execPath, ...base, ...changes };
}

const RUN_FOREVER = 'setInterval(() => {}, 1000)';

test('a started part is known to a later run, and stops on request', async (t) => {
  const state = newState(t);
  const part = nodePart('app', RUN_FOREVER);
  startPart(state, part);
  assert.ok(isUnchanged(part, readRecords(state)));
  assert.ok(!isUnchanged({ ...part, env: { NEW: 'value' } }, readRecords(state)), 'a changed part must restart');
  const [record] = readRecords(state);
  assert.ok(record);
  assert.deepEqual(await stopParts(state, [record]), []);
  assert.ok(!isRunning(record));
  assert.deepEqual(readRecords(state), []);
});

test('a part that ignores SIGTERM is killed after the limit, and named', async (t) => {
  const state = newState(t);
  const ready = state.path('ready');
  const script = `process.on('SIGTERM', () => {}); require('fs').writeFileSync('${ready}', ''); ${RUN_FOREVER}`;
  startPart(state, nodePart('stubborn', script));
  await waitFor(async () => existsSync(ready), { what: 'the part', timeoutMs: 20_000 });
  assert.deepEqual(await stopParts(state, readRecords(state), 200), ['stubborn']);
  assert.deepEqual(readRecords(state), []);
});

test('a process that was given the id of a part that is gone is left alone', async (t) => {
  const stranger = spawn(process.execPath, ['-e', RUN_FOREVER], { stdio: 'ignore' });
  t.after(() => stranger.kill('SIGKILL'));
  const state = newState(t);
  const pid = stranger.pid ?? 0;
  const record = { pid, startTime: 'another time', name: 'app', fingerprint: '', ports: {}, stopOrder: 0 };
  writePrivately(state.path('run', 'app.json'), JSON.stringify(record));
  assert.deepEqual(await stopParts(state, readRecords(state)), []);
  assert.notEqual(startTimeOf(pid), undefined, 'the stranger still runs');
});

test('a process that has ended is not running, even while nobody has waited for it', async () => {
  const child = spawn(process.execPath, ['-e', RUN_FOREVER], { stdio: 'ignore' });
  const identity = { pid: child.pid ?? 0, startTime: startTimeOf(child.pid ?? 0) ?? '' };
  assert.ok(isRunning(identity));
  signalProcess(identity, 'SIGKILL');
  await waitFor(async () => !isRunning(identity), { what: 'the end', timeoutMs: 20_000 });
  signalProcess(identity, 'SIGTERM');
});

test('a part that ends at once is reported with the end of its own log', async (t) => {
  const state = newState(t);
  const record = startPart(state, nodePart('app', `console.error('REDIS_URL: no such host'); process.exit(78)`));
  await waitFor(async () => !isRunning(record), { what: 'the end', timeoutMs: 20_000 });
  assert.throws(
    () => requireRunning(state, record),
    (error) =>
      error instanceof StackError && /^app ended/.test(error.message) && /REDIS_URL: no such host$/.test(error.hint),
  );
});

test('what the shell exports does not reach the parts', async (t) => {
  process.env['REDIS_URL'] = 'redis://elsewhere:6379';
  t.after(() => delete process.env['REDIS_URL']);
  const state = newState(t);
  const out = state.path('environment');
  startPart(state, nodePart('app', `require('fs').writeFileSync('${out}', JSON.stringify(process.env))`));
  await waitFor(async () => existsSync(out) && readFileSync(out, 'utf8') !== '', { what: 'it', timeoutMs: 20_000 });
  assert.equal(JSON.parse(readFileSync(out, 'utf8')).REDIS_URL, undefined);
});

test('the password stays the same, and only the owner can read it', (t) => {
  const state = newState(t);
  const password = state.redisPassword();
  assert.ok(password.length >= 32);
  assert.equal(new StateFolder(state.root).redisPassword(), password);
  assert.equal(statSync(state.path('secret', 'redis-password')).mode & 0o777, 0o600);
  assert.equal(statSync(state.root).mode & 0o777, 0o700);
});

test('a second run is kept out while one is under way, and takes over from one that died', (t) => {
  const state = newState(t);
  const unlock = state.lock();
  assert.throws(() => state.lock(), /another run is working on/);
  unlock();
  writePrivately(state.path('lock'), JSON.stringify({ pid: process.pid, startTime: 'long ago' }));
  state.lock()();
});
