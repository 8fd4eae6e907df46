/** `DELETE /items/{id}`: removes an item. */
import { conditionOf } from '../conditions';
import { setToken } from '../consistency';
import type { AppContext } from '../context';
import { checkId } from '../item-id';
import type { AsyncHandler } from '../limits';
import { Problem } from '../problem';
import { sendEmpty } from '../response';

export function deleteItem({ store }: AppContext): AsyncHandler {
  return async (req, res) => {
    const id = checkId(req.params['id']);
    const { existed, token } = await store.items.delete(id, conditionOf(req));
    setToken(res, token);
    if (!existed) throw new Problem('not-found', 'There is no item with this id, or it has expired.');
    sendEmpty(res, 204);
  };
}
