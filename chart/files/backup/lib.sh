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
    sentinel_views 2 | agreed_primary | sed "s/\$/ $(fact node-port)/"
  fi
}

# Holds what is being restored: `NAME PHASE BEAT`. PHASE is `clearing` while what Redis held is deleted, then `copying`. BEAT is the history's beat
# when that was written; the primary raises it about once a second.
MARKER=tme1crv:restore
# A restore that nobody has repeated for so many beats, about a day, is given up: Redis may hold other data since.
MARKER_BEATS=86400

# The restore that is to go on, as `NAME PHASE`, or nothing. A marker without a beat, of an older version of this chart, doesn't say how old it is,
# so it doesn't count either.
unfinished() { # marker, present beat
  local name phase beat
  read -r name phase beat <<<"$1"
  [[ $beat =~ ^[0-9]+$ && $2 =~ ^[0-9]+$ ]] || return 0
  if [[ $2 -ge $beat && $(($2 - beat)) -le $MARKER_BEATS ]]; then echo "$name $phase"; fi
}
