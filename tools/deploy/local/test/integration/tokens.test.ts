/** A stack with values that ask for tokens: it draws its own, and the commands that it prints work. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type Stack, up } from '../../index';
import { StackFolder } from '../../testing/stack-folder';

let here: StackFolder;
let stack: Stack;

before(async () => {
  here = await StackFolder.create();
  stack = await up({ ...here.options(), set: ['webapp.auth.existingSecret=api-tokens'] });
});

after(() => here.remove());

test('without a token there is neither a write nor a read', async () => {
  const url = `${stack.urls.app}/items/hello`;
  assert.equal((await fetch(url)).status, 401);
  assert.equal((await fetch(url, { method: 'DELETE' })).status, 401);
});

test('the commands that are printed write and read with a token, and show none', () => {
  const run = (command: string) =>
    execFileSync('sh', ['-c', command.replace('curl ', 'curl --silent ')], { encoding: 'utf8' });
  assert.match(run(stack.commands.write), /^HTTP\/1\.1 20[01] /);
  assert.match(run(stack.commands.read), /^HTTP\/1\.1 200 [\s\S]*"greeting"/);
  const tokens = readFileSync(stack.tokensFile ?? '', 'utf8');
  for (const [, token = ''] of tokens.matchAll(/^(?:read|write) (\S+)$/gm)) {
    assert.ok(token.length >= 32);
    assert.ok(![here.output, stack.commands.write, stack.commands.read].some((text) => text.includes(token)));
  }
});
