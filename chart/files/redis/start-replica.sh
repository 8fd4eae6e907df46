#!/bin/bash
# Starts a replica. One that holds keys doesn't follow a primary without data: it would copy the emptiness.
# shellcheck source=chart/files/redis/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=chart/files/redis/aof.sh
. "$here/aof.sh"

host=$(fact primary-host) port=$(fact primary-port)

# Own data stays when the primary has none, unless the primary's emptiness is newer than it: the same history, as far or further.
may_follow() { # what ask says of the primary, what it says of this node
  local keys id beat own_keys own_id own_beat
  read -r keys id beat _ <<<"$1"
  read -r own_keys own_id own_beat _ <<<"$2"
  [[ $keys -gt 0 || $own_keys -eq 0 ]] || [[ $id != - && $id == "$own_id" && $beat -ge $own_beat ]]
}

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
