#!/bin/bash
# Starts the Sentinel of a node. Its state is kept over restarts; the settings are written anew at each start. One that knows of no primary learns it
# from the other Sentinels, or, when none of them knows (a fresh install, all their volumes lost), from what the nodes' Redis hold.
REDIS_STATE=${REDIS_STATE:-/tmp/tme1crv-sentinel}
# shellcheck source=chart/files/redis/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=chart/files/redis/sentinels.sh
. "$here/sentinels.sh"

file=${SENTINEL_CONF:-/opt/bitnami/redis-sentinel/etc/sentinel.conf}
set=$(fact master-set)
# Seconds.
OWN_REDIS_TAKES=8

# Prints the primary to begin with, or why there is none yet: `use:HOST`, `wait:why`.
first_primary() {
  local known holding
  known=$(sentinel_views 2 | sort -k 2,2nr | awk 'NR == 1 { print $1 }')
  if [[ -n $known ]]; then echo "use:$known"; return; fi
  if [[ $(cat "$(fact data-folder)/tme1crv-decision" 2>/dev/null) == lead ]]; then echo "use:$me"; return; fi
  # Sorted, so that all Sentinels choose the same one among equals.
  holding=$(for host in $(fact node-hosts); do ask_node "$host" & done | sort; wait)
  awk -v nodes="$(node_count)" -v patient="$((SECONDS < PATIENCE))" -v first="$(fact node-hosts | head -n 1)" '
    function as_number(text) { return text == "-" ? -1 : text + 0 }
    NF { asked++ }
    $5 == "master" { masters++; master = $1 }
    $2 > 0 {
      if (best == "" || (as_number($4) > beat || (as_number($4) == beat && $2 > keys))) { best = $1; beat = as_number($4); keys = $2 }
      if (id != "" && $3 != id) other = 1
      id = $3
    }
    END {
      if (masters == 1) print "use:" master
      else if (masters > 1) print "wait:" masters " nodes lead"
      else if (other) print "wait:the nodes hold data of different histories, so that nothing tells which is newest"
      else if (asked == nodes) print "use:" (best == "" ? first : best)
      else if (asked == nodes - 1 && best != "" && !patient) print "use:" best
      else print "wait:" asked + 0 " of " nodes " nodes can be asked what they hold"
    }' <<<"$holding"
}

# What Sentinel itself has written, without settings and passwords.
kept_state() { grep -E '^sentinel (myid|monitor|current-epoch|config-epoch|leader-epoch|known-replica|known-sentinel) ' "$file" 2>/dev/null; }

quoted() { local text=${1//\\/\\\\}; printf '"%s"' "${text//\"/\\\"}"; }

write_configuration() { # the lines to keep
  umask 077
  {
    # Of this file Sentinel reads names only when it is told so first.
    printf '%s\n' "port $REDIS_SENTINEL_PORT" 'dir /tmp' 'protected-mode no' 'sentinel resolve-hostnames yes' 'sentinel announce-hostnames yes' \
      "sentinel announce-ip $me" "sentinel announce-port $REDIS_SENTINEL_PORT"
    if [[ -n ${REDIS_PASSWORD:-} ]]; then
      printf 'requirepass %s\nsentinel sentinel-pass %s\n' "$(quoted "$REDIS_PASSWORD")" "$(quoted "$REDIS_PASSWORD")"
    fi
    grep -E '^sentinel monitor ' <<<"$1" | awk -v quorum="$(fact quorum)" '{ $6 = quorum; print }'
    if [[ -n ${REDIS_PASSWORD:-} ]]; then printf 'sentinel auth-pass %s %s\n' "$set" "$(quoted "$REDIS_PASSWORD")"; fi
    printf '%s\n' "sentinel down-after-milliseconds $set $(fact down-after)" "sentinel failover-timeout $set $(fact failover-timeout)" \
      "sentinel parallel-syncs $set $(fact parallel-syncs)"
    fact sentinel-configuration
    echo
    grep -vE '^sentinel monitor ' <<<"$1"
  } >"$file.new"
  sync "$file.new"
  mv "$file.new" "$file"
}

# Repeats a command until its reply, in one line, matches.
until_reply() { # pattern port command…
  until use_password; [[ $(timeout 2 redis-cli -h "$self" -p "${@:2}" 2>/dev/null | tr -s '\r\n' ' ') =~ $1 ]]; do
    redis_runs || return
    sleep 0.5
  done
}

# Sets one of Sentinel's own periods. Redis 6 has fixed ones, and says so.
set_period() { until_reply '^(OK|ERR)' "$REDIS_SENTINEL_PORT" SENTINEL DEBUG "$1" "$2"; } # name milliseconds

set_periods() {
  # A pod that is replaced has another address. While its name can't be looked up, Sentinel connects to the old one, where nobody replies, and would
  # look the name up again after 15 s only: so long the node would count as down.
  set_period MIN-LINK-RECONNECT-PERIOD 2000 || return
  # Sentinel looks at the nodes every 10 s. Until then it doesn't know that one may be promoted again, and a hand-over right after a restart would
  # have to wait. But a primary that reports to be a replica for two periods and `down-after` counts as down, also while it is only finding out
  # that it is to lead: so not before this node's Redis has its role, and down to 1 s only when Sentinel has seen the primary lead.
  until_reply 'role:master|master_link_status:up' "$(fact node-port)" INFO replication || return
  set_period INFO-PERIOD 3000 || return
  until_reply 'role-reported master ' "$REDIS_SENTINEL_PORT" SENTINEL MASTER "$set" || return
  set_period INFO-PERIOD 1000
}

# A pod's Redis may start seconds after its Sentinel, which would hold it for down by then, and have it replaced just when it is back. So Sentinel
# waits for it, but not long: the others may need its vote.
await_own_redis() {
  local since=$SECONDS
  until [[ -n $(timeout 2 redis-cli -h "$self" -p "$(fact node-port)" PING 2>/dev/null) || $((SECONDS - since)) -ge $OWN_REDIS_TAKES ]]; do
    sleep 0.2
  done
}

mkdir -p "$state"
echo $$ >"$state/guard.pid" # tells the probes that this is no hung Sentinel
trap 'exit 0' TERM INT
lines=$(kept_state)
if ! grep -q "^sentinel monitor $set " <<<"$lines"; then
  told=''
  while now=$(first_primary) && [[ $now != use:* ]]; do
    if [[ $now != "$told" ]]; then
      told=$now
      say "waiting: this Sentinel knows of no primary, and ${now#wait:}. It goes on by itself as soon as it can tell. Runbook: RedisPrimaryWaiting"
    fi
    sleep 1
  done
  say "beginning with the primary ${now#use:}"
  lines="sentinel monitor $set ${now#use:} $(fact node-port) $(fact quorum)"
fi
await_own_redis
trap - TERM INT
write_configuration "$lines"
rm -f "$state/guard.pid"
# Under a name of its own, so that it can be told from Redis in the list of processes.
ln -sf "$(command -v redis-server)" "$state/redis-sentinel"
set_periods &
exec "$state/redis-sentinel" "$file" --sentinel
