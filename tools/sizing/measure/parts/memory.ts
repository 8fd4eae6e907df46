/** What an item takes in Redis, with its entries in the index and the expiries. */
import type { Capacity, ItemMemory } from '../../model/measurements';
import { jsonText } from '../load';
import { itemId, RedisNode, TTL_MS, upTo } from '../redis-node';
import type { Measured } from '../results';

const SIZES = [64, 256, 1024, 4096, 16384];
/** Just after Redis' hash tables doubled, when an item's share of them is largest. */
const COUNT = 2 ** 17 + 1;
const MAX_BYTES = 600e6;
const LONG_ID_BYTES = 200;

export async function measureMemory(folder: string): Promise<Measured<Capacity['memory']>> {
  const redis = await RedisNode.start(folder, { args: ['--appendonly', 'no'] });
  try {
    await redis.write(upTo(1), '0'); // loads the script
    const perItem = async (itemBytes: number, ttlMs: number, idOf = itemId) => {
      await redis.client.flushall();
      const count = itemBytes * COUNT > MAX_BYTES ? 2 ** 15 + 1 : COUNT;
      const before = await redis.info('used_memory');
      await redis.write(upTo(count), jsonText(itemBytes), { ttlMs, idOf });
      return ((await redis.info('used_memory')) - before) / count;
    };
    const sizes: ItemMemory[] = [];
    for (const itemBytes of SIZES) {
      const lastingBytes = await perItem(itemBytes, 0);
      sizes.push({ itemBytes, lastingBytes, expiringBytes: await perItem(itemBytes, TTL_MS) });
    }
    const longId = (number: number) => itemId(number).padStart(LONG_ID_BYTES, '-');
    const [first] = sizes as [ItemMemory];
    const more = LONG_ID_BYTES - itemId(0).length;
    const bytesPerIdByte = ((await perItem(first.itemBytes, 0, longId)) - first.lastingBytes) / more;
    const bytesPerExpiringIdByte = ((await perItem(first.itemBytes, TTL_MS, longId)) - first.expiringBytes) / more;
    await redis.client.flushall();
    const emptyBytes = await redis.info('used_memory');
    return { emptyBytes, idBytes: itemId(0).length, bytesPerIdByte, bytesPerExpiringIdByte, sizes };
  } finally {
    await redis.stop();
  }
}
