/** The demo on a real stack: to its end, stopped after each step, and again. The tests build on each other. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PROJECT_ROOT } from '../../../../values/io';
import type { Context } from '../../../context';
import { Interrupted, StackError } from '../../../errors';
import { readOptions } from '../../../options';
import { run } from '../../../run';
import { readBroughtUp } from '../../brought-up';
import { demo } from '../../demo/demo';
import { STEP_COUNT } from '../../demo/story';
import { authorizationFrom } from '../../first-use';
import { activeTargets, down, redisRoles, StateFolder, status } from '../../index';
import { defaultPorts } from '../../ports';
import { freePortOffset } from '../../testing/port-offset';

/** Alerts wait 2 s. */
const QUICK = ['--rules-time-scale', '0.02'];
const TITLES = ['write', 'read', 'read your own write', 'kill', 'notification', 'repair'];
const STEPS = TITLES.map((_, index) => `${index + 1}/${STEP_COUNT}`);
/** The number of the step that breaks something. */
const KILL = 4;

const folder = mkdtempSync(join(tmpdir(), 'demo-'));
const stateFolder = join(folder, 'state');
after(async () => {
  await down(stateFolder);
  rmSync(folder, { recursive: true, force: true });
});

describe('with a fixed primary', () => {
  let offset: number;
  let told = '';
  before(async () => {
    offset = await freePortOffset(2);
  });

  test('it brings the stack up, tells its story to the end, and leaves the stack whole', async () => {
    told = await tell(['--port-offset', `${offset}`, ...QUICK]);
    assert.deepEqual(stepsOf(told), STEPS);
    assert.match(
      told,
      /kill -9 \d+\n *redis-primary led until now\n[\s\S]*503 Service Unavailable\n *Retry-After: 1\n/,
    );
    assert.match(told, /FIRING critical RedisMasterDown: The Redis primary in iacproject does not respond\.\n/);
    assert.match(told, /redis-primary is the primary again, with its data, after \d+\.\d s\n/);
    assert.match(told, /RESOLVED critical RedisMasterDown/);
    assert.match(told, /That was it, in \d+ s\. The stack stays up\.\n/);
    await assertWhole(offset);
  });

  test('the commands that it shows do what it shows', async () => {
    const commands = [...told.matchAll(/^ {4}\$ (curl .*)$/gm)].map(([, command = '']) => command);
    assert.equal(commands.length, 9);
    for (const command of commands) {
      // A token from before the kill names a history that is over: any response but an error will do.
      const reply = execFileSync('bash', ['-c', command.replace(/^curl -i /, 'curl -sS -i -f ')], { encoding: 'utf8' });
      assert.match(reply, /^HTTP\/1\.1 20[01] |^\[\{"receivedAt"/, command);
    }
  });

  for (const [index, title] of TITLES.entries()) {
    test(`stopped in step ${index + 1}, ${title}, it leaves the stack whole`, async () => {
      const output = await tellUntil(`==> [${index + 1}/${STEP_COUNT}]`, index + 1 >= KILL ? '$ ' : '');
      assert.match(output, /\nStopped\. The stack stays up\.\n/);
      assert.equal(/What was killed or changed is put right … \n?(.*\n)*.*done\n/.test(output), index + 1 >= KILL);
      assert.match(output, /To stop it: \.\/deploy-all\.sh down\n$/);
      await assertWhole(offset);
    });
  }

  test('stopped again while it puts things right, it says how to do it, and the next demo does it first', async () => {
    const output = await tellUntil(`==> [${KILL}/${STEP_COUNT}]`, '$ ', AbortSignal.abort());
    assert.match(
      output,
      /What was killed or changed is put right … stopped\nDo it with: \.\/deploy-all\.sh --target local --port-offset \d+ --rules-time-scale 0\.02\n/,
    );
    const dead = status(stateFolder).filter(({ running }) => !running);
    assert.deepEqual(
      dead.map(({ name }) => name),
      ['redis-primary'],
    );
    await tellUntil(`==> [1/${STEP_COUNT}]`, '');
    await assertWhole(offset);
  });

  test('a step that brings nothing fails with the reason, and the stack is put right', async () => {
    let output = '';
    const told = tell(['--rules-time-scale', '1', '--timeout', '20s'], {
      onOutput: (all) => {
        output = all;
      },
    });
    await assert.rejects(told, (error) => {
      assert.ok(error instanceof StackError);
      assert.match(
        error.message,
        /^waited 20 s for the notification that RedisMasterDown is firing: Prometheus has it (inactive|pending)$/,
      );
      return true;
    });
    assert.match(output, /\nIt failed\. The stack stays up\.\nWhat was killed or changed is put right …/);
    await assertWhole(offset);
  });

  test('a stack that runs gets its own waiting times back, also when Ctrl-C stops the demo', async () => {
    const kept = () => readBroughtUp(stateFolder)?.rulesTimeScale;
    assert.equal(kept(), 0.02);
    const child = spawn(join(PROJECT_ROOT, 'deploy-all.sh'), ['demo', '--rules-time-scale', '0.01'], {
      env: { ...process.env, TME1CRV_STATE: stateFolder },
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const before = output;
      output += text;
      if (/kill -9 \d+\n/.test(output) && !/kill -9 \d+\n/.test(before)) child.kill('SIGINT');
    });
    const [code] = await once(child, 'close');
    assert.equal(code, 130, output);
    assert.match(output, /Its alerts wait 0\.01 of their time until the end\.\n/);
    assert.match(output, /\nStopped\. The stack stays up\.\nWhat was killed or changed is put right …/);
    assert.equal(kept(), 0.02);
    await assertWhole(offset);
  });
});

describe('with Sentinel', () => {
  let offset: number;
  before(async () => {
    await down(stateFolder);
    offset = await freePortOffset(2, 3);
  });

  test('another node takes over, and the killed one comes back as its replica', async () => {
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return '';
    };
    const told = await tell(
      [
        '--pause',
        '--set',
        'webapp.auth.existingSecret=tokens',
        '--profile',
        'ha',
        '--port-offset',
        `${offset}`,
        ...QUICK,
      ],
      { ask },
    );
    assert.deepEqual(questions, Array(STEP_COUNT).fill('    Enter goes on, Ctrl-C stops: '));
    assert.deepEqual(stepsOf(told), STEPS);
    assert.match(told, /redis-node-[12] leads now: the write succeeded \d+\.\d s after the kill\.\n/);
    assert.match(told, /FIRING warning RedisReplicaDown: /);
    assert.match(told, /redis-node-0 follows redis-node-[12], after \d+\.\d s\n/);
    await assertWhole(offset, 3);
  });
});

test('without a terminal --pause says so before anything is done', async () => {
  await assert.rejects(tell(['--pause']), /--pause waits for Enter, and there is no terminal/);
});

// --- internal ---

function stepsOf(output: string): string[] {
  return [...output.matchAll(/^==> \[(\d+\/6)\]/gm)].map(([, step = '']) => step);
}

interface Audience {
  onOutput?: (all: string) => void;
  signal?: AbortSignal;
  /** Of a second Ctrl-C. */
  nextSignal?: AbortSignal;
  ask?: Context['ask'];
}

/** @returns what the demo prints */
async function tell(argv: string[], audience: Audience = {}): Promise<string> {
  const { onOutput, signal, nextSignal, ask = async () => undefined } = audience;
  const never = new AbortController().signal;
  const options = readOptions(['demo', ...argv], PROJECT_ROOT);
  assert.ok(options !== undefined);
  let output = '';
  const write = (text: string) => {
    output += text;
    onOutput?.(output);
  };
  const context: Context = {
    ...{ options, repository: PROJECT_ROOT, stateFolder, run, env: process.env, output: { write } },
    ...{ signal: signal ?? never, nextSignal: () => nextSignal ?? never, startedAt: Date.now(), ask },
  };
  await demo(context);
  return output;
}

/** Stops the demo in the step that begins so, once `then` was printed in it. @returns what it prints */
async function tellUntil(step: string, then: string, nextSignal?: AbortSignal): Promise<string> {
  const stop = new AbortController();
  let output = '';
  const onOutput = (all: string) => {
    output = all;
    const at = all.indexOf(step);
    if (at >= 0 && all.slice(at).includes(then)) stop.abort();
  };
  await assert.rejects(
    tell([], { onOutput, signal: stop.signal, ...(nextSignal === undefined ? {} : { nextSignal }) }),
    Interrupted,
  );
  return output;
}

/** Every part runs, one Redis leads, the others follow it with its data, and a write succeeds. */
async function assertWhole(offset: number, sentinels = 0): Promise<void> {
  const parts = status(stateFolder);
  assert.deepEqual(
    parts.filter(({ running }) => !running),
    [],
  );
  const roles = [...(await redisRoles(stateFolder))].filter(([name]) => name.startsWith('redis-'));
  const leader = roles.find(([, role]) => role === 'leads')?.[0];
  const others = roles.filter(([name]) => name !== leader).map(([, role]) => role);
  assert.deepEqual(others, [`follows ${leader}`, `follows ${leader}`]);
  const ports = defaultPorts(2, sentinels, offset);
  const url = `http://127.0.0.1:${ports.app}/items/whole`;
  const tokens = authorizationFrom(new StateFolder(stateFolder).apiTokensFile());
  const headers = { 'content-type': 'application/json', ...tokens };
  const response = await fetch(url, { method: 'PUT', headers, body: '{"value":1}' });
  assert.ok(response.ok, `${response.status}`);
  assert.ok((await activeTargets(ports.prometheus)).length > 0);
}
