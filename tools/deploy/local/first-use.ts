import { readFileSync } from 'node:fs';
import { StackError } from '../errors';
import { waitFor } from '../wait';

/** The two requests that a newcomer is shown; they have been tried before. */
export interface FirstUse {
  write: string;
  read: string;
}

const ITEM = 'hello';
const REQUEST_TIMEOUT_MS = 5_000;

/**
 * The commands that `tryFirstUse` stands for.
 * @param tokensFile holds the token that they need; undefined: none
 */
export function firstUseCommands(appUrl: string, tokensFile?: string): FirstUse {
  const body = JSON.stringify({ value: itemValue() });
  const token = authorizationOption(tokensFile);
  return {
    write: `curl -i -X PUT ${appUrl}/items/${ITEM}${token} -H 'content-type: application/json' -d '${body}'`,
    read: `curl -i ${appUrl}/items/${ITEM}${token}`,
  };
}

/**
 * Writes an item through the web app and reads it back until a replica has served it
 * (the primary, when there is no replica).
 * @param tokensFile as in `firstUseCommands`
 * @throws StackError when the write is refused or the read brings anything else within the limit
 */
export async function tryFirstUse(
  appUrl: string,
  replicas: number,
  timeoutMs: number,
  tokensFile?: string,
  signal?: AbortSignal,
): Promise<void> {
  const authorization = authorizationFrom(tokensFile);
  const url = `${appUrl}/items/${ITEM}`;
  await waitFor(
    async () => {
      const written = await fetch(url, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', ...authorization },
        body: JSON.stringify({ value: itemValue() }),
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
      if (written.ok) return '';
      const problem = `PUT ${url} responded with ${written.status}: ${await written.text()}`;
      // 503 is what a web app says whose primary has only just come back; anything else won't mend itself.
      if (written.status !== 503) throw new StackError(problem);
      return problem;
    },
    { what: `PUT ${url} to be accepted`, timeoutMs, signal },
  );
  const source = replicas > 0 ? 'replica' : 'primary';
  await waitFor(
    async () => {
      const response = await fetch(url, { headers: authorization, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
      const item = (await response.json()) as { value?: unknown };
      if (JSON.stringify(item.value) !== JSON.stringify(itemValue()))
        return `${response.status} ${JSON.stringify(item)}`;
      const servedBy = response.headers.get('served-by');
      return servedBy === source ? '' : `Served-By: ${servedBy}`;
    },
    { what: `GET ${url} to be served by a ${source}`, timeoutMs, signal },
  );
}

/** What a curl command takes to send the token; with the space before it. */
export function authorizationOption(tokensFile: string | undefined): string {
  return tokensFile === undefined ? '' : ` -H "authorization: Bearer $(sed -n 's/^write //p' '${tokensFile}')"`;
}

/** The headers that send the token. @throws StackError when the file has none that may write */
export function authorizationFrom(tokensFile: string | undefined): Record<string, string> {
  if (tokensFile === undefined) return {};
  const token = /^write (\S+)/m.exec(readFileSync(tokensFile, 'utf8'))?.[1];
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  throw new StackError(
    `${tokensFile} has no token with the scope write`,
    'Remove the file; the next run makes it anew.',
  );
}

// --- internal ---

function itemValue() {
  return { greeting: 'written to the primary, read from a replica' };
}
