#!/bin/bash
# shellcheck disable=SC2034 # used by the scripts that source this
# What the backup scripts share: the folder with the backups, its lock, questions to the release's Redis.
#
# A backup is a folder with a name of its own: `dump.rdb`, and `about` with lines `NAME VALUE`: sha256, bytes, keys, redis-version,
# replication-id and replication-offset (of the moment of the dump), source. It gets its name when it is whole.

scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Tests put these elsewhere.
redis_scripts=${REDIS_SCRIPTS:-/opt/tme1crv/redis}
backups=${BACKUP_FOLDER:-/backups}
# shellcheck source=chart/files/redis/lib.sh
. "$redis_scripts/lib.sh"
# shellcheck source=chart/files/redis/sentinels.sh
. "$redis_scripts/sentinels.sh"

fail() { printf 'tme1crv: %s\n' "$*" >&2; exit 1; }

# Seconds for which Redis is waited for: a failover or a restart takes less, and so does a network policy that has to learn of a new pod.
BACKUP_PATIENCE=${BACKUP_PATIENCE:-60}

# One backup or restore at a time. It holds as long as this process and its children live; a script that a restore calls has it already.
lock() {
  [[ -z ${BACKUP_LOCKED:-} ]] || return 0
  exec 9>"$backups/.lock" || fail "nothing can be written to $backups"
  flock -n 9 || fail 'another backup or restore runs; nothing is done'
  # What an interrupted one has left.
  rm -rf "$backups"/.part-*
  export BACKUP_LOCKED=1
}

# A line of a backup's `about`.
about() { sed -n "s/^$2 //p" "$backups/$1/about" 2>/dev/null; }

# The names of all backups, the oldest first.
names() {
  local folder
  for folder in "$backups"/*/about; do
    if [[ -f $folder ]]; then basename "${folder%/about}"; fi
  done | sort
}

# Every node that there may be, one a line: `HOST PORT`. Whoever starts the scripts may know them, and the primary: facts `nodes`, `primary`.
nodes() {
  local host
  if [[ -n $(fact nodes) ]]; then
    fact nodes
  elif [[ -n $(fact node-hosts) ]]; then
    for host in $(fact node-hosts); do printf '%s %s\n' "$host" "$(fact node-port)"; done
  else
    if [[ $(fact replicas) -gt 0 ]]; then
      for host in $(replica_addresses); do printf '%s %s\n' "$host" "$(fact replicas-port)"; done
    fi
    printf '%s %s\n' "$(fact primary-host)" "$(fact primary-port)"
  fi
}

# The primary, as `HOST PORT`, or nothing while none is agreed on.
primary_address() {
  if [[ -n $(fact nodes) ]]; then
    fact primary
  elif [[ -z $(fact node-hosts) ]]; then
    printf '%s %s\n' "$(fact primary-host)" "$(fact primary-port)"
  else
    agreed_primary | sed "s/\$/ $(fact node-port)/"
  fi
}
