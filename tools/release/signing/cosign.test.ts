import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Context } from '../context';
import { readOptions } from '../options';
import { attest, checkSigner, sign } from './cosign';

test('without a key and without an identity nothing is begun', async () => {
  const { context } = recorder({});
  await assert.rejects(checkSigner(context), {
    name: 'StackError',
    message: /nothing to sign with/,
    hint: /COSIGN_KEY/,
  });
});

test("a CI job's identity is enough; then cosign gets no key", async () => {
  const { context, commands } = recorder({ ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.example.com' });
  await checkSigner(context);
  await sign(context, 'registry.example.com/x@sha256:1');
  assert.deepEqual(commands, [['cosign', 'sign', '--recursive', '--yes', 'registry.example.com/x@sha256:1']]);
});

test('a key is tried first, so that a wrong password is found before the build', async () => {
  const { context, commands } = recorder({ COSIGN_KEY: 'awskms:///key' }, { code: 1, stderr: 'wrong password' });
  await assert.rejects(checkSigner(context), {
    name: 'StackError',
    message: /^reading COSIGN_KEY/,
    hint: 'wrong password',
  });
  assert.deepEqual(commands, [['cosign', 'public-key', '--key', 'awskms:///key']]);
});

test('key, services and transport reach cosign', async () => {
  const env = {
    COSIGN_KEY: 'k',
    RELEASE_SIGNING_CONFIG: __filename,
    RELEASE_TRUSTED_ROOT: __filename,
    RELEASE_PLAIN_HTTP: '1',
  };
  const { context, commands } = recorder(env);
  await attest(context, 'r@sha256:1', 'spdxjson', 'file');
  const told = [
    '--yes',
    '--key',
    'k',
    '--signing-config',
    __filename,
    '--trusted-root',
    __filename,
    '--allow-http-registry',
  ];
  assert.deepEqual(commands, [
    ['cosign', 'attest', '--type', 'spdxjson', '--predicate', 'file', ...told, 'r@sha256:1'],
  ]);
});

// --- helpers ---

function recorder(env: Record<string, string>, result: { code?: number; stderr?: string } = {}) {
  const commands: string[][] = [];
  const context: Context = {
    options: readOptions({ VERSION: '1.2.3', REGISTRY: 'registry.example.com', ...env }),
    root: '',
    folder: '',
    tools: { helm: 'helm', oras: 'oras', cosign: 'cosign', syft: 'syft' },
    run: async (program, args) => {
      commands.push([program, ...args]);
      return { code: 0, stdout: '', stderr: '', ...result };
    },
    env,
    output: { write: () => {} },
    signal: new AbortController().signal,
    now: Date.now,
  };
  return { context, commands };
}
