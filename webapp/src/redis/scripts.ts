/**
 * The Lua scripts: each changes an item and the indexes together, so that no reader of any node sees half of it.
 * Every key is declared.
 */

/** All ids, each with score 0, so that they stand in the order of their bytes. */
export const INDEX_KEY = 'items';
/** Ids of items that expire, by the time in ms since 1970 when they do. */
export const EXPIRY_KEY = 'items:expiry';

/** Where an item's value lies. */
export function itemKey(id: string): string {
  return `item:${id}`;
}

// ARGV[1] of a write is its condition: nothing, `absent`, `present`, or sums of values of which the present one must be one.
const CHECK_CONDITION = `
local function met(condition)
  if condition == '' then return true end
  local value = redis.call('GET', KEYS[1])
  if condition == 'absent' then return not value end
  if not value then return false end
  return condition == 'present' or string.find(condition, redis.sha1hex(value), 1, true) ~= nil
end
if not met(ARGV[1]) then return -1 end`;

// KEYS: item, index, expiries. ARGV: condition, id, value, time to live in ms or 0.
const PUT_ITEM = `${CHECK_CONDITION}
local existed = redis.call('EXISTS', KEYS[1])
local ttl = tonumber(ARGV[4])
if ttl > 0 then
  local now = redis.call('TIME')
  redis.call('SET', KEYS[1], ARGV[3], 'PX', ttl)
  redis.call('ZADD', KEYS[3], now[1] * 1000 + math.floor(now[2] / 1000) + ttl, ARGV[2])
else
  redis.call('SET', KEYS[1], ARGV[3])
  redis.call('ZREM', KEYS[3], ARGV[2])
end
redis.call('ZADD', KEYS[2], 0, ARGV[2])
return existed`;

// KEYS: item, index, expiries. ARGV: condition, id.
const DELETE_ITEM = `${CHECK_CONDITION}
local existed = redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('ZREM', KEYS[3], ARGV[2])
return existed`;

// KEYS: index, expiries, then the items. ARGV: the items' ids. An item that was written again meanwhile stays.
const SWEEP_ITEMS = `
local swept = 0
for i, id in ipairs(ARGV) do
  if redis.call('EXISTS', KEYS[i + 2]) == 0 then
    swept = swept + redis.call('ZREM', KEYS[1], id)
    redis.call('ZREM', KEYS[2], id)
  end
end
return swept`;

/** What putItem and deleteItem return when their condition isn't met; nothing was written then. */
export const NOT_MET = -1;

/** In the form that ioredis' `scripts` option takes. */
export const SCRIPTS = {
  putItem: { lua: PUT_ITEM, numberOfKeys: 3 },
  deleteItem: { lua: DELETE_ITEM, numberOfKeys: 3 },
  sweepItems: { lua: SWEEP_ITEMS },
};

/** The methods that ioredis makes of them. */
export interface ScriptCommands {
  putItem(
    key: string,
    index: string,
    expiry: string,
    condition: string,
    id: string,
    value: string,
    ttlMs: number,
  ): Promise<number>;
  deleteItem(key: string, index: string, expiry: string, condition: string, id: string): Promise<number>;
  sweepItems(...numberOfKeysThenKeysThenIds: (string | number)[]): Promise<number>;
}
