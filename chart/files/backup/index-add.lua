-- Adds one page of an index to what the release's Redis has in it; a member that is there keeps its score. Run in the release's Redis.
-- ARGV: key, position of the page, the page as index-read.lua has packed it. Returns the next position; 0 is the end.
local page = cmsgpack.unpack(ARGV[3])
if #page == 0 then return 0 end
local command = { 'ZADD', ARGV[1], 'NX' }
for i = 1, #page, 2 do
  command[#command + 1] = page[i + 1]
  command[#command + 1] = page[i]
end
redis.call(unpack(command))
return ARGV[2] + #page / 2
