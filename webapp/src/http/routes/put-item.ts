/** `PUT /items/{id}`: creates or replaces an item. */

import { conditionOf, setEntityTag } from '../conditions';
import { setToken } from '../consistency';
import type { AppContext } from '../context';
import { parseItemBody } from '../item-body';
import { checkId } from '../item-id';
import type { AsyncHandler } from '../limits';
import { bodyReader } from '../request-body';
import { itemJson, sendJson } from '../response';

export function putItem({ store, limits }: AppContext): AsyncHandler {
  const readBody = bodyReader(limits.bodyBytes);
  return async (req, res) => {
    const { valueJson, ttlSeconds } = parseItemBody(await readBody(req, res));
    const id = checkId(req.params['id']);
    const { created, token } = await store.items.put({ id, json: valueJson }, ttlSeconds, conditionOf(req));
    setToken(res, token);
    setEntityTag(res, valueJson);
    sendJson(res, created ? 201 : 200, itemJson(id, valueJson));
  };
}
