/** Backup and restore of a whole local stack, in both topologies, through the web app as a user sees it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PROJECT_ROOT } from '../../../../values/io';
import type { Context } from '../../../context';
import { readOptions } from '../../../options';
import { run } from '../../../run';
import { backup, restore } from '../../backup';
import { down, type Stack, StackError, up, waitFor } from '../../index';
import { LIMIT_MS, StackFolder } from '../../testing/stack-folder';

const TOPOLOGIES = [
  { profile: 'dev', sentinels: 0 },
  { profile: 'ha', sentinels: 3 },
];

for (const { profile, sentinels } of TOPOLOGIES) {
  describe(`profile ${profile}`, () => {
    let here: StackFolder;
    let stack: Stack;

    before(async () => {
      here = await StackFolder.create(sentinels);
      stack = await up(here.options({ profile }));
    });
    after(() => here.remove());

    test('a backup is taken, listed and restored; what came after it is gone, and old tokens say so', async () => {
      await put('kept', 'before');
      const name = /backup (\S+)$/.exec(await said((context) => backup(context), 'backup'))?.[1] ?? '';
      assert.match(await said(restore, 'restore'), new RegExp(`^${name} +[1-9]`, 'm'));
      await put('kept', 'after');
      const token = await put('later', 1);

      await assert.rejects(said(restore, 'restore', name), (error) => {
        return error instanceof StackError && /Redis holds \d+ keys\. With --force/.test(error.details);
      });
      assert.match(await said(restore, 'restore', name, '--force'), new RegExp(`restored ${name}: \\d+ keys`));

      await waitFor(async () => (await get('later')).status === 404, {
        what: 'the later item to go',
        timeoutMs: LIMIT_MS,
      });
      assert.deepEqual(((await (await get('kept')).json()) as { value: unknown }).value, 'before');
      const read = await get('kept', { 'consistency-token': token });
      assert.deepEqual([read.status, read.headers.get('consistency')], [200, 'unverified']);
      await put('after-restore', 1);
      const list = await said(restore, 'restore');
      assert.equal(list.trimEnd().split('\n').length, 3, `what was there before is a backup, too:\n${list}`);
    });

    test('without a stack there is nothing to back up', async () => {
      await down(here.stateFolder);
      await assert.rejects(said(backup, 'backup'), /no Redis of the local stack runs/);
    });

    /** What a command prints. */
    async function said(command: (context: Context) => Promise<void>, ...argv: string[]): Promise<string> {
      let output = '';
      const options = readOptions(argv, PROJECT_ROOT);
      assert.ok(options !== undefined);
      await command({
        ...{ options, repository: PROJECT_ROOT, stateFolder: here.stateFolder, run, env: process.env },
        ...{ signal: new AbortController().signal, nextSignal: () => new AbortController().signal },
        ...{ startedAt: Date.now(), ask: async () => undefined },
        output: { write: (text: string) => (output += text) },
      });
      return output.trimEnd();
    }

    /** @returns the consistency token */
    async function put(id: string, value: unknown): Promise<string> {
      let token = '';
      const write = async () => {
        const response = await fetch(`${stack.urls.app}/items/${id}`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ value }),
        });
        token = response.headers.get('consistency-token') ?? '';
        return response.status < 300 || `status ${response.status}`;
      };
      await waitFor(write, { what: `a write of ${id}`, timeoutMs: LIMIT_MS });
      return token;
    }

    function get(id: string, headers: Record<string, string> = {}): Promise<Response> {
      return fetch(`${stack.urls.app}/items/${id}`, { headers });
    }
  });
}
