#!/bin/bash
# shellcheck disable=SC2034 # used by the scripts that source this
# What the scripts share that ask the release's Redis.

scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Tests put these elsewhere.
redis_scripts=${REDIS_SCRIPTS:-/opt/tme1crv/redis}
# shellcheck source=chart/files/redis/lib.sh
. "$redis_scripts/lib.sh"
# shellcheck source=chart/files/redis/sentinels.sh
. "$redis_scripts/sentinels.sh"

# shellcheck source=chart/files/backup/volume.sh
. "$scripts/volume.sh"

# Seconds for which Redis is waited for: a failover or a restart takes less, and so does a network policy that has to learn of a new pod.
BACKUP_PATIENCE=${BACKUP_PATIENCE:-60}

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
