/**
 * Other tokens for the web app's clients, in two steps: the first adds a new one for each that there is; the second, once every client has its new
 * one, takes the old ones away. Which ones are old stands in the Secret, under KEY-old.
 */
import { randomBytes } from 'node:crypto';
import { MAX_TOKENS, Tokens } from '../../../../webapp/src/auth/tokens';
import { type Context, say } from '../../context';
import { StackError } from '../../errors';
import { showsSecret } from '../addresses';
import type { Cluster } from '../cluster';
import { labelsOf, notRead, podsOf } from './pods';
import { Secret } from './secret';
import { untilDone } from './wait';

/** @throws StackError with what is missing; the same command goes on from there */
export async function rotateApi(context: Context, cluster: Cluster, namespace: string): Promise<void> {
  const secret = await tokensSecret(context, cluster, namespace);
  const oldKey = `${secret.key}-old`;
  const values = await secret.read();
  const tokens = lines(values[secret.key]);
  const old = values[oldKey] === undefined ? undefined : lines(values[oldKey]);
  if (context.options.finish) {
    if (old === undefined) {
      throw new StackError('No rotation of the tokens has begun.', 'Begin with: ./deploy-all.sh rotate api');
    }
    const kept = tokens.filter((line) => !old.includes(line));
    if (kept.length === 0) throw new StackError(`The Secret ${secret.name} has no new token: nothing is removed.`);
    await secret.change({ [secret.key]: text(kept) });
    await untilRead(context, cluster, namespace, text(kept));
    await secret.change({ [oldKey]: undefined });
    say(context, 'done: the old tokens are gone');
    return;
  }
  let all = tokens;
  if (old === undefined) {
    requireRotatable(secret, values[secret.key] ?? '', tokens.length);
    const fresh = tokens.map((line) => `${line.split(/\s+/)[0]} ${randomBytes(32).toString('hex')}`);
    all = [...fresh, ...tokens];
    await secret.change({ [secret.key]: text(all), [oldKey]: text(tokens) });
  } else {
    say(context, 'a rotation has begun already: no further tokens are drawn');
  }
  await untilRead(context, cluster, namespace, text(all));
  const shown = `${showsSecret(secret.name, secret.key)} | head -n ${all.length - (old ?? tokens).length}`;
  say(context, 'every pod takes the new tokens beside the old ones. Give each client its new one, in the same order:');
  say(context, `  kubectl --context ${cluster.name} --namespace ${namespace} ${shown}`);
  say(context, 'Then: ./deploy-all.sh rotate api --finish   (it takes the old ones away)');
}

// --- internal ---

/** As the web app reads them: without comments, empty lines, and blanks around a line. */
const lines = (content = '') =>
  content
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
const text = (all: readonly string[]) => all.map((line) => `${line}\n`).join('');

/** New pods of the web app would stop at tokens that it doesn't take. @throws StackError with what to do; nothing is written yet then */
function requireRotatable({ name, key }: Secret, content: string, count: number): void {
  if (count * 2 > MAX_TOKENS && count <= MAX_TOKENS) {
    throw new StackError(
      `The Secret ${name} holds ${count} tokens, so that a rotation would make ${count * 2}; the web app takes at most ${MAX_TOKENS}.`,
      'Remove tokens that no client uses any more and run the same command again.',
    );
  }
  try {
    Tokens.parse(content);
  } catch (error) {
    const hint = 'Mend this in the Secret and run the same command again. Nothing was changed.';
    throw new StackError(`The Secret ${name}, key ${key}${error instanceof Error ? error.message : ''}`, hint);
  }
}

/** The Secret from which the web app takes its tokens. */
async function tokensSecret(context: Context, cluster: Cluster, namespace: string): Promise<Secret> {
  const { release } = context.options;
  const volumes = (await podsOf(cluster, namespace, labelsOf(release, 'webapp'))).flatMap(
    ({ spec }) => spec.volumes ?? [],
  );
  const { secretName, items } = volumes.find(({ name }) => name === 'api-tokens')?.secret ?? {};
  const key = items?.[0]?.key;
  if (secretName === undefined || key === undefined) {
    throw new StackError('The web app asks for no tokens.', 'Switch them on: webapp.auth.existingSecret.');
  }
  return new Secret(cluster, namespace, secretName, key);
}

async function untilRead(context: Context, cluster: Cluster, namespace: string, content: string): Promise<void> {
  say(context, 'waiting until every pod of the web app has read them (up to about two minutes)');
  const file = { variable: 'AUTH_TOKENS_FILE', label: 'tokens', content };
  const { release } = context.options;
  await untilDone(context, 'the web app to read the tokens', () => notRead(cluster, namespace, release, file));
}
