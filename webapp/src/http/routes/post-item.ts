/** `POST /items`: creates an item under a new id, a UUID of version 7 (RFC 9562), which sorts by the time it was made. */
import { randomUUIDv7 } from 'node:crypto';
import { setEntityTag } from '../conditions';
import { setToken } from '../consistency';
import type { AppContext } from '../context';
import { parseItemBody } from '../item-body';
import type { AsyncHandler } from '../limits';
import { bodyReader } from '../request-body';
import { itemJson, sendJson } from '../response';

export function postItem({ store, limits }: AppContext): AsyncHandler {
  const readBody = bodyReader(limits.bodyBytes);
  return async (req, res) => {
    const { valueJson, ttlSeconds } = parseItemBody(await readBody(req, res));
    const id = randomUUIDv7();
    const { token } = await store.items.put({ id, json: valueJson }, ttlSeconds);
    setToken(res, token);
    setEntityTag(res, valueJson);
    res.fields['Location'] = `/items/${id}`;
    sendJson(res, 201, itemJson(id, valueJson));
  };
}
