import assert from 'node:assert/strict';
import { test } from 'node:test';
import { during, duringProgram, unwatched, watched } from './progress';
import { Steps } from './steps';

function recorder() {
  let text = '';
  return {
    write: (more: string) => {
      text += more;
    },
    /** Without the times. */
    lines: () =>
      text
        .replaceAll(/ +\d+ s/g, '      # s')
        .replaceAll(/\d+\.\d s/g, '# s')
        .split('\n')
        .slice(0, -1),
  };
}

test('steps are counted as they were added; what stands between them is not', async () => {
  const output = recorder();
  let replicas = 0;
  await new Steps(output)
    .add('values', async (note, remark) => {
      replicas = 3;
      note('two files');
      remark('Remember the milk.');
    })
    .between(async () => output.write('Sure?\n'))
    .add(
      () => `Redis with ${replicas} replicas`,
      async () => {},
    )
    .run();
  assert.deepEqual(output.lines(), [
    '==> [1/2] values … done in # s (two files)',
    'Remember the milk.',
    'Sure?',
    '==> [2/2] Redis with 3 replicas … done in # s',
  ]);
});

test('the first step that fails is the last', async () => {
  const output = recorder();
  const failing = new Steps(output)
    .add('one', async () => Promise.reject(new Error('no')))
    .add('two', async () => {})
    .run();
  await assert.rejects(failing, /no/);
  assert.deepEqual(output.lines(), ['==> [1/2] one … failed after # s']);
});

test('an interrupted step says so', async () => {
  const output = recorder();
  const interrupted = new Steps(output).add('one', async () => AbortSignal.abort().throwIfAborted()).run();
  await assert.rejects(interrupted, { name: 'AbortError' });
  assert.deepEqual(output.lines(), ['==> [1/1] one … interrupted after # s']);
});

test('a long step writes a line every few seconds: what it is doing, and for how long', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const output = recorder();
  const long = async () => {
    await during('fetching redis-server', async () => t.mock.timers.tick(4_000));
    await Promise.all([
      during('fetching prometheus', async () => t.mock.timers.tick(4_000)),
      during('targets', async (now) => {
        now('1 of 6 is down');
        t.mock.timers.tick(4_000);
      }),
    ]);
    t.mock.timers.tick(4_000);
  };
  await new Steps(output).add('long', long).run();
  assert.deepEqual(output.lines(), [
    '==> [1/1] long … ',
    '      # s: fetching redis-server',
    '      # s: fetching prometheus',
    '      # s: fetching prometheus; targets: 1 of 6 is down',
    '      # s',
    '    done in # s',
  ]);
});

test('no silence is longer than 5 s', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let written = 0;
  const silences: number[] = [];
  let silent = 0;
  const write = () => {
    written += 1;
  };
  const slow = async () => {
    for (let second = 1; second <= 60; second += 1) {
      const before = written;
      t.mock.timers.tick(1_000);
      silent = written === before ? silent + 1 : 0;
      silences.push(silent);
    }
  };
  await new Steps({ write }).add('a slow step', slow).run();
  assert.ok(Math.max(...silences) < 5, `${Math.max(...silences)} s`);
});

test('a program that runs is named where nothing says it in better words', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const output = recorder();
  const tick = async () => t.mock.timers.tick(4_000);
  const steps = new Steps(output).add('image', async () => {
    await duringProgram('/usr/bin/docker', ['build', '--tag', 'a', 'webapp'], tick);
    await duringProgram('helm', ['--kube-context', 'kind-a', 'upgrade', '--set', 'password=secret'], tick);
    await during('building the image', () => duringProgram('docker', ['build'], tick));
  });
  await steps.run();
  assert.deepEqual(output.lines().slice(1, 4), [
    '      # s: docker build',
    '      # s: helm upgrade',
    '      # s: building the image',
  ]);
});

test('while the user is asked, and within a step, nothing else is written', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const output = recorder();
  await watched(output, async () => {
    await unwatched(async () => t.mock.timers.tick(8_000));
    await new Steps(output).add('one', async () => t.mock.timers.tick(4_000)).run();
    await during('stopping', async () => t.mock.timers.tick(4_000));
  });
  assert.deepEqual(output.lines(), ['==> [1/1] one … ', '      # s', '    done in # s', '      # s: stopping']);
});

test('what is looked at while it lasts stands in the next line', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const output = recorder();
  const work = async () => {
    t.mock.timers.tick(4_000);
    await Promise.resolve();
    t.mock.timers.tick(4_000);
  };
  await new Steps(output).add('release', () => during('helm', work, async () => 'webapp-0 is not ready')).run();
  assert.deepEqual(output.lines().slice(1, 3), ['      # s: helm', '      # s: helm: webapp-0 is not ready']);
});
