/** Tokens for the API, by the commands of docs/operations.md: asked for, tested by `helm test`, rotated, and taken away again. */
import assert from 'node:assert/strict';
import { deployAll, documented, shell } from '../programs';
import type { Release } from '../release';
import { until } from '../until';
import { type Request, responds } from '../web-app';
import type { World } from '../world';
import { helmTest } from './installed';

export async function tokensSteps(world: World): Promise<void> {
  const { steps } = world;
  await steps.check('the API asks for tokens, as documented', () => tokensAreAskedFor(world));
  await steps.check('... helm test: replication and monitoring', () => helmTest(world));
  await steps.check('... new tokens by deploy-all.sh; the old ones are taken until it is finished', () =>
    tokensAreRotated(world),
  );
  await steps.check('... and none is asked for again', () => tokensAreNoLongerAskedFor(world));
}

// --- internal ---

const READ: Request = { method: 'GET', path: '/items/e2e-token' };
const write = (value: number): Request => ({ method: 'PUT', path: '/items/e2e-token', value });

async function tokensAreAskedFor({ release }: World): Promise<void> {
  // Without the requests at the end of the block, which take a port-forward
  const commands = documented('docs/operations.md', 'Who may read and write').replace(
    /^kubectl .*port-forward[\s\S]*/m,
    '',
  );
  assert.match(commands, /^helm upgrade/m);
  await shell(commands);
  await release.webappRolledOut();
  await responds(release, '401 ', write(1));
  await responds(release, '401 ', READ);
  const token = await tokenOf(release, 'read');
  await responds(release, '403 ', { ...write(1), token });
  await responds(release, '201 ', { ...write(1), token: await tokenOf(release, 'write') });
  await until(30, () => responds(release, '200 replica', { ...READ, token }));
}

async function tokensAreRotated({ release }: World): Promise<void> {
  const old = await tokenOf(release, 'write');
  await deployAll('rotate', 'api', '--target', 'kubernetes');
  const token = await tokenOf(release, 'write');
  assert.notEqual(token, old, 'the first token is still the old one');
  await responds(release, '20', { ...write(2), token: old });
  await responds(release, '20', { ...write(3), token });
  await deployAll('rotate', 'api', '--finish', '--target', 'kubernetes');
  await responds(release, '401 ', { ...READ, token: old });
  await responds(release, '200 ', { ...READ, token });
}

async function tokensAreNoLongerAskedFor({ release }: World): Promise<void> {
  const none = ['--reset-then-reuse-values', '--set', 'webapp.auth.existingSecret='];
  await release.helm('helm', 'upgrade', './chart', ...none, '--wait', '--timeout=5m');
  await release.webappRolledOut();
  await responds(release, '200 ', READ);
}

/** The first one of that scope. */
async function tokenOf(release: Release, scope: 'read' | 'write'): Promise<string> {
  const { data } = await release.get('secret', 'tme1crv-api-tokens');
  const [, token] = new RegExp(`^${scope} (.*)$`, 'm').exec(Buffer.from(data.tokens, 'base64').toString()) ?? [];
  assert.ok(token, `no token to ${scope}`);
  return token;
}
