#!/bin/bash
# shellcheck disable=SC2154 # self: of lib.sh
# What the running primary does beside serving. Sourced by the start scripts.

# Raises the beat, gives a history without an id one, and notes the bytes that are free on the volume: a restore asks for them.
BEAT_SCRIPT="redis.call('HSETNX', KEYS[1], 'id', ARGV[1]) redis.call('HSET', KEYS[1], 'free', ARGV[2]) return redis.call('HINCRBY', KEYS[1], 'beat', 1)"
NEW_ID=$(</proc/sys/kernel/random/uuid)

free_bytes() { df --output=avail -B 1 "$1" | tail -n 1 | tr -d ' '; } # folder

# Raises the beat once a second. One connection serves for ten; it is made again when it breaks. While writes are refused (full volume, full
# memory) the beat stands still, as the data does.
keep_history() {
  local folder
  until_loaded || return
  folder=$(setting dir /data)
  while redis_runs; do
    use_password
    redis-cli -h "$self" -p "$REDIS_PORT" -r 10 -i 1 EVAL "$BEAT_SCRIPT" 1 "$HISTORY_KEY" "$NEW_ID" "$(free_bytes "$folder")" >/dev/null 2>&1
    sleep 1
  done
}

# A replica that was promoted to rebuild this primary from it, and left so when that was interrupted, follows again.
keep_replicas() {
  local address node role
  until_loaded || return
  while redis_runs; do
    if [[ $(local_cli INFO replication | awk -F: '/^connected_slaves:/ { print $2 + 0 }') -lt $(fact replicas) ]]; then
      for address in $(replica_addresses); do
        node=$(ask -h "$address" -p "$(fact replicas-port)") || continue
        read -r _ _ _ role _ <<<"$node"
        if [[ $role == master ]]; then
          say "the replica at $address follows again"
          use_password
          printf 'CLIENT UNPAUSE\nREPLICAOF %s %s\n' "$(fact primary-host)" "$(fact primary-port)" |
            timeout 5 redis-cli -h "$address" -p "$(fact replicas-port)" >/dev/null 2>&1
        fi
      done
    fi
    sleep 2
  done
}
