-- Copies one page of keys into another Redis, each as it is: type, value, time at which it expires. Run in the Redis that holds the backup.
-- ARGV: host, port, database, cursor, `replace` or `keep` for keys that are there, password or an empty text. Returns the next cursor; 0 is the end.
-- Left out: this chart's own keys, since the history goes on, whatever is restored; and the web app's indexes, which restore.sh merges.
local page = redis.call('SCAN', ARGV[4], 'COUNT', 500)
local keys = {}
for _, key in ipairs(page[2]) do
  local index = (key == 'items' or key == 'items:expiry') and redis.call('TYPE', key).ok == 'zset'
  if key:sub(1, 8) ~= 'tme1crv:' and not index then keys[#keys + 1] = key end
end

local function migrate(some, option)
  local command = { 'MIGRATE', ARGV[1], ARGV[2], '', ARGV[3], 60000, 'COPY', option }
  if ARGV[6] ~= '' then
    command[#command + 1] = 'AUTH'
    command[#command + 1] = ARGV[6]
  end
  command[#command + 1] = 'KEYS'
  for _, key in ipairs(some) do command[#command + 1] = key end
  return redis.pcall(unpack(command))
end

if #keys > 0 then
  local reply = migrate(keys, ARGV[5] == 'replace' and 'REPLACE' or nil)
  if reply.err and not (ARGV[5] == 'keep' and reply.err:find('BUSYKEY')) then return reply end
  if reply.err then
    -- Redis has copied the others, and tells only the first error. Those that were refused for another reason say so when they are alone.
    for _, key in ipairs(keys) do
      reply = migrate({ key })
      if reply.err and not reply.err:find('BUSYKEY') then return reply end
    end
  end
end
return page[1]
