-- Copies one page of keys into another Redis, each as it is: type, value, time at which it expires. Run in the Redis that holds the backup.
-- ARGV: host, port, database, cursor, password or an empty text. Returns the next cursor; 0 is the end.
-- Keys of this prefix are this chart's own: the history goes on, whatever is restored.
local page = redis.call('SCAN', ARGV[4], 'COUNT', 500)
local keys = {}
for _, key in ipairs(page[2]) do
  if key:sub(1, 8) ~= 'tme1crv:' then keys[#keys + 1] = key end
end
if #keys > 0 then
  local command = { 'MIGRATE', ARGV[1], ARGV[2], '', ARGV[3], 60000, 'COPY', 'REPLACE' }
  if ARGV[5] ~= '' then
    command[#command + 1] = 'AUTH'
    command[#command + 1] = ARGV[5]
  end
  command[#command + 1] = 'KEYS'
  for _, key in ipairs(keys) do command[#command + 1] = key end
  redis.call(unpack(command))
end
return page[1]
