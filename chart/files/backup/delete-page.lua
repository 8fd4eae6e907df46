-- Deletes one page of keys, apart from this chart's own. ARGV: cursor. Returns the next cursor; 0 is the end.
local page = redis.call('SCAN', ARGV[1], 'COUNT', 500)
for _, key in ipairs(page[2]) do
  if key:sub(1, 8) ~= 'tme1crv:' then redis.call('UNLINK', key) end
end
return page[1]
