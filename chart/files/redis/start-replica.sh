#!/bin/bash
# Starts a replica. One that holds keys doesn't follow a primary without data: it would copy the emptiness.
# shellcheck source=chart/files/redis/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=chart/files/redis/aof.sh
. "$here/aof.sh"
# With Sentinel the subchart's "replicas" are nodes, of which each may lead.
if [[ -n $(fact node-hosts) ]]; then exec bash "$here/start-node.sh"; fi

host=$(fact primary-host) port=$(fact primary-port)

# Follows the primary as soon as that costs nothing.
follow_when_safe() {
  local primary own told
  until_loaded || return
  while redis_runs; do
    if primary=$(ask -h "$host" -p "$port") && own=$(ask -h "$self" -p "$REDIS_PORT"); then
      if may_follow "$primary" "$own"; then
        say "following the primary at $host"
        local_cli REPLICAOF "$host" "$port" >/dev/null && return
      elif [[ -z ${told:-} ]]; then
        say "not following the primary at $host: it has no data, and this replica holds ${own%% *} keys. It follows once the primary has data."
        told=1
      fi
    fi
    sleep 2
  done
}

prepare replica
mend_aof
ARGS+=(--replica-announce-port "$REDIS_PORT" --replica-announce-ip "${HOSTNAME}$(fact announce-domain)")

if [[ $(loadable_bytes) -gt 0 ]] && primary=$(ask -h "$host" -p "$port") && [[ ${primary%% *} == 0 ]]; then
  # Nobody listens there: the data is served, read-only, and nothing is copied.
  follow_when_safe &
  ARGS+=(--replicaof 127.0.0.1 1)
else
  ARGS+=(--replicaof "$host" "$port")
fi
keep_aof &
# Redis takes this script's place, so that signals reach it and its exit code is the container's.
exec redis-server "${ARGS[@]}"
