-- Returns one page of an index, packed: members and scores as Redis writes them, which loses nothing. Run in the Redis that holds the backup.
-- ARGV: key, position of the page.
return cmsgpack.pack(redis.call('ZRANGE', ARGV[1], ARGV[2], ARGV[2] + 999, 'WITHSCORES'))
