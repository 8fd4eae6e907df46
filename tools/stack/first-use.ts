import { StackError } from './errors';
import { waitFor } from './wait';

/** The two requests that a newcomer is shown; they have been tried before. */
export interface FirstUse {
  write: string;
  read: string;
}

const ITEM = 'hello';

/** The commands that `tryFirstUse` stands for. */
export function firstUseCommands(appUrl: string): FirstUse {
  const body = JSON.stringify({ value: itemValue() });
  return {
    write: `curl -i -X PUT ${appUrl}/items/${ITEM} -H 'content-type: application/json' -d '${body}'`,
    read: `curl -i ${appUrl}/items/${ITEM}`,
  };
}

/**
 * Writes an item through the web app and reads it back until a replica has answered with it
 * (the primary, when there is no replica).
 * @throws StackError when the write is refused or the read brings anything else within the limit
 */
export async function tryFirstUse(
  appUrl: string,
  replicas: number,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const url = `${appUrl}/items/${ITEM}`;
  const written = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ value: itemValue() }),
  });
  if (!written.ok) throw new StackError(`PUT ${url} answered ${written.status}: ${await written.text()}`);
  const source = replicas > 0 ? 'replica' : 'primary';
  await waitFor(
    async () => {
      const answer = await fetch(url);
      const item = (await answer.json()) as { value?: unknown };
      if (JSON.stringify(item.value) !== JSON.stringify(itemValue())) return `${answer.status} ${JSON.stringify(item)}`;
      const servedBy = answer.headers.get('served-by');
      return servedBy === source ? '' : `Served-By: ${servedBy}`;
    },
    { what: `GET ${url} to be answered by a ${source}`, timeoutMs, signal },
  );
}

// --- internal ---

function itemValue() {
  return { greeting: 'written to the primary, read from a replica' };
}
