/** `GET /items/{id}`: reads an item, from a replica when one is fit. */

import { setEntityTag } from '../conditions';
import { markSource, readOptions } from '../consistency';
import type { AppContext } from '../context';
import { checkId } from '../item-id';
import type { AsyncHandler } from '../limits';
import { Problem } from '../problem';
import { itemJson, sendJson } from '../response';

export function getItem(context: AppContext): AsyncHandler {
  const { store, limits } = context;
  return async (req, res, admission) => {
    const id = checkId(req.params['id']);
    const result = await store.items.get(id, readOptions(req, limits.requestTimeoutMs, admission));
    markSource(res, result, context);
    if (result.value === null) throw new Problem('not-found', 'There is no item with this id, or it has expired.');
    setEntityTag(res, result.value);
    sendJson(res, 200, itemJson(id, result.value));
  };
}
