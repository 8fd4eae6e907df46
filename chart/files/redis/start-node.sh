#!/bin/bash
# Starts the Redis of a node, with Sentinel. Who leads is what the Sentinels agree on (role.sh). A node that starts serves the data that it has,
# read-only, until it knows.
# shellcheck source=chart/files/redis/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=chart/files/redis/aof.sh
. "$here/aof.sh"
# shellcheck source=chart/files/redis/history.sh
. "$here/history.sh"
# shellcheck source=chart/files/redis/sentinels.sh
. "$here/sentinels.sh"
# shellcheck source=chart/files/redis/role.sh
. "$here/role.sh"

prepare node
mend_aof
ARGS+=(--replica-announce-port "$REDIS_PORT" --replica-announce-ip "$me" --replica-priority 0)
# Without patience: it can follow later, too, and this node's own Sentinel waits for it.
primary=$(sentinel_views 0 | agreed_primary)
if [[ -n $primary && $primary != "$me" ]] && { [[ $(loadable_bytes) -eq 0 ]] || holds_keys "$primary"; }; then
  say "following the primary at $primary"
  ARGS+=(--replicaof "$primary" "$(fact node-port)")
else
  # Nobody listens there: nothing is copied over this node's data, and no node can copy it as if this one led.
  ARGS+=(--replicaof 127.0.0.1 1)
fi
keep_aof &
keep_role &
# Redis takes this script's place, so that signals reach it and its exit code is the container's.
exec redis-server "${ARGS[@]}"
