/** The order in which nothing is there yet: Redis and the web app come first, Helm and the monitoring after them. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { defaultSettings } from '../../default-settings';
import { status, up } from '../../index';
import type { ChartSettings } from '../../settings';
import { StackFolder } from '../../testing/stack-folder';

const pids = (here: StackFolder) => new Map(status(here.stateFolder).map(({ name, pid }) => [name, pid]));
const stepsOf = (here: StackFolder) =>
  [...here.output.matchAll(/==> \[\d+\/\d+\] ([\w ]+)/g)].map(([, name]) => name?.trim());

/** Brings a stack up in that order. */
function stack(settings: ChartSettings | undefined, inSteps: (here: () => StackFolder) => void): void {
  let here: StackFolder;
  before(async () => {
    here = await StackFolder.create();
    await up(here.options({ firstUseFirst: true, ...(settings === undefined ? {} : { defaultSettings: settings }) }));
  });
  after(() => here.remove());
  inSteps(() => here);
}

describe('without Helm, with the chart’s defaults', () => {
  stack(defaultSettings(), (here) => {
    test('the first write and read come before anything of the monitoring', () => {
      assert.deepEqual(stepsOf(here()), [
        'web app build',
        'ports',
        'Redis',
        'web app',
        'first write and read',
        'binaries of the monitoring',
        'monitoring',
      ]);
      assert.match(here().output, /first write and read after \d+\.\d s, at http:\S+; its monitoring follows\n/);
      assert.match(here().output, /monitoring …[\s\S]*? done in \d+\.\d s \(6 targets up, \d+ rule groups\)\n$/);
    });

    test('what started first is what Helm renders: nothing starts anew, now or with the next up', async () => {
      assert.doesNotMatch(here().output, /differs/);
      const earlier = pids(here());
      assert.equal(earlier.size, 10);
      await up(here().options());
      assert.deepEqual(pids(here()), earlier);
    });
  });
});

describe('with a chart whose defaults were changed since', () => {
  const settings = defaultSettings();
  settings.webapp.env['MAX_BATCH_ITEMS'] = '7';
  stack(settings, (here) => {
    test('what the chart says is what runs in the end', async () => {
      assert.match(here().output, /The chart now differs from \S+chart-defaults\.json/);
      const earlier = pids(here());
      await up(here().options());
      assert.deepEqual(pids(here()), earlier);
    });
  });
});
