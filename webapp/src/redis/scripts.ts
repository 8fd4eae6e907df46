/**
 * The Lua scripts: each changes an item and the indexes together, so that no reader of any node sees half of it.
 * Every key is declared.
 */
import type { Redis } from 'ioredis';

/** All ids, each with score 0, so that they stand in the order of their bytes. */
export const INDEX_KEY = 'items';
/** Ids of items that expire, by the time in ms since 1970 when they do. */
export const EXPIRY_KEY = 'items:expiry';

/** Where an item's value lies. */
export function itemKey(id: string): string {
  return `item:${id}`;
}

// ARGV[1] of a write is its condition: nothing, `absent`, `present`, or etags, of which the present value must have one.
const CHECK_CONDITION = `
local function met(condition)
  if condition == '' then return true end
  local value = redis.call('GET', KEYS[1])
  if condition == 'absent' then return not value end
  if not value then return false end
  return condition == 'present' or string.find(condition, redis.sha1hex(value), 1, true) ~= nil
end
if not met(ARGV[1]) then return -1 end`;

// Stores an item and returns how many there were under this id, 0 or 1. A time to live of 0 ms means for ever.
const STORE = `
local function store(key, index, expiries, id, value, ttl)
  local existed = redis.call('EXISTS', key)
  if ttl > 0 then
    local now = redis.call('TIME')
    redis.call('SET', key, value, 'PX', ttl)
    redis.call('ZADD', expiries, now[1] * 1000 + math.floor(now[2] / 1000) + ttl, id)
  else
    redis.call('SET', key, value)
    redis.call('ZREM', expiries, id)
  end
  redis.call('ZADD', index, 0, id)
  return existed
end`;

// KEYS: item, index, expiries. ARGV: condition, id, value, time to live.
const PUT_ITEM = `${STORE}${CHECK_CONDITION}
return store(KEYS[1], KEYS[2], KEYS[3], ARGV[2], ARGV[3], tonumber(ARGV[4]))`;

// KEYS: index, expiries, then the items. ARGV: id, value and time to live of each. What refuses a write (READONLY, OOM and so on)
// does so at the first, so either all are stored or none.
const PUT_ITEMS = `${STORE}
local existed = {}
for i = 1, #KEYS - 2 do
  existed[i] = store(KEYS[i + 2], KEYS[1], KEYS[2], ARGV[3 * i - 2], ARGV[3 * i - 1], tonumber(ARGV[3 * i]))
end
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
  putItems: { lua: PUT_ITEMS },
  deleteItem: { lua: DELETE_ITEM, numberOfKeys: 3 },
  sweepItems: { lua: SWEEP_ITEMS },
};

/** The methods that ioredis makes of them. */
interface ScriptCommands {
  putItem(
    key: string,
    index: string,
    expiry: string,
    condition: string,
    id: string,
    value: string,
    ttlMs: number,
  ): Promise<number>;
  putItems(...numberOfKeysThenKeysThenItems: (string | number)[]): Promise<number[]>;
  deleteItem(key: string, index: string, expiry: string, condition: string, id: string): Promise<number>;
  sweepItems(...numberOfKeysThenKeysThenIds: (string | number)[]): Promise<number>;
}

/** A connection's client, with the scripts as commands. */
export type Client = Redis & ScriptCommands;
