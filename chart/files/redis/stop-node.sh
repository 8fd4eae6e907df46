#!/bin/bash
# Before a node's Redis is stopped. A primary hands over: it takes no more writes, waits until the replicas have them all, has another one
# promoted, and waits for that. Clients that were paused go to the new primary; nothing that was acknowledged is lost.
# shellcheck source=chart/files/redis/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[[ -n $(fact node-hosts) ]] || exit 0
# shellcheck source=chart/files/redis/sentinels.sh
. "$here/sentinels.sh"

# Whether this node leads, and how many of its replicas lack something.
standing() {
  local_cli INFO replication | tr -d '\r' | awk -F'[:,=]' '
    /^role:/ { role = $2 }
    /^slave[0-9]+:/ { n++; for (i = 2; i < NF; i++) if ($i == "offset") offset[n] = $(i + 1) }
    /^master_repl_offset:/ { own = $2 }
    END { for (i = 1; i <= n; i++) behind += offset[i] < own; print role, n + 0, behind + 0 }'
}

read -r role replicas _ <<<"$(standing)"
[[ $role == master && $replicas -gt 0 ]] || exit 0
local_cli CLIENT PAUSE 20000 WRITE >/dev/null
for _ in {1..20}; do
  read -r role replicas behind <<<"$(standing)"
  [[ $behind -gt 0 ]] || break
  sleep 0.1
done
# This node's own Sentinel is being stopped, too.
others=$(fact node-hosts | grep -vxF "$me")
for _ in {1..50}; do
  for host in $others; do
    if [[ $(sentinel_at "$host" SENTINEL FAILOVER "$(fact master-set)") == OK ]]; then asked=$host; break 2; fi
  done
  sleep 0.2
done
for _ in {1..100}; do
  read -r role _ <<<"$(standing)"
  [[ $role == master ]] || exit 0
  next=$(sentinel_at "${asked:-$me}" SENTINEL GET-MASTER-ADDR-BY-NAME "$(fact master-set)" | head -n 1)
  if [[ -n $next && $next != "$me" ]]; then exit 0; fi
  sleep 0.1
done
local_cli CLIENT UNPAUSE >/dev/null
echo 'no other node took over in time'
