#!/bin/bash
# shellcheck disable=SC2154 # state, self, me: of lib.sh and sentinels.sh
# Which role a node may take. Sourced by start-node.sh.
#
#   - It leads once a majority of the Sentinels names it, unless a node that can be asked has newer data: then it has the Sentinels choose again.
#   - It follows once they name another one, unless that one is empty and this one holds keys. Sentinel tells it so, too; but its word may be
#     sent to where this pod was before a restart, and it repeats it late.
#   - Sentinel promotes no replica of priority 0. Each node starts with it, because after a restart replication offsets don't tell whose data is
#     newer. It goes when the node follows the primary with all data; or, while nobody leads, when this node is known to have the newest.

PROMOTABLE=100
# Seconds from the Sentinels' verdict to the next primary, where they agree at once.
FAILOVER_TAKES=2
# Seconds within which a node is linked to a primary that can be asked.
CONNECTING_TAKES=2

keep_role() {
  local since=$SECONDS role link primary folder round=0 more tries=0
  until_loaded || return
  folder=$(setting dir /data)
  while redis_runs; do
    read -r role link primary < <(own_role)
    if [[ $role == master || $link == up ]]; then round=0 tries=0; fi
    if [[ $role == master ]]; then
      local_cli EVAL "$BEAT_SCRIPT" 1 "$HISTORY_KEY" "$NEW_ID" "$(free_bytes "$folder")" >/dev/null
      may_be_promoted 'it leads'
      rm -f "$(decision_file)"
    elif [[ $link == up ]]; then
      may_be_promoted 'it has all data of the primary'
      rm -f "$(decision_file)"
    elif [[ $role == slave ]]; then
      round=$((round + 1))
      # Slow ones get more time each fifth round only, since one that is cut off takes all of it.
      more=$((round % 5 == 0 ? 5 : 0))
      take_role "$link" "$primary" $((SECONDS - since)) < <(peers "$more")
      if [[ ! -e $state/promotable ]] && is_newest $((SECONDS - since)); then may_be_promoted 'nobody leads, and no other node has newer data'; fi
    fi
    if [[ -e $state/promotable && $role-$link != slave-down ]]; then sleep 1; else sleep 0.3; fi
  done
}

# `ROLE LINK PRIMARY`: LINK is up, down, or syncing; PRIMARY whom this node follows, `-` for nobody, as start-node.sh has begun.
own_role() {
  local_cli INFO replication | tr -d '\r' | awk -F: '
    { field[$1] = $2 }
    END {
      link = field["master_sync_in_progress"] == 1 ? "syncing" : field["master_link_status"]
      print field["role"], link ? link : "-", (field["master_port"] > 1 ? field["master_host"] : "-")
    }'
}

# Takes the role that the Sentinels have agreed on. The link to the primary is down. Reads what the others hold (peers) from stdin, so that they are
# asked at the same time as the Sentinels.
take_role() { # link, whom this node follows, seconds since its start
  local views primary own others how
  views=$(sentinel_views "$more")
  primary=$(agreed_primary <<<"$views")
  if [[ $primary == "$2" ]]; then connect_anew "$1" "$2"; return; fi
  own=$(ask_node "$me") || return
  if [[ -z $primary ]]; then
    tell "waiting: no majority of the Sentinels agrees on a primary. What this node has can be read."
    connect_anew "$1" "$2"
  elif [[ $primary != "$me" ]]; then
    others=$(ask_node "$primary") || return
    if may_follow "${others#* }" "${own#* }"; then
      say "following the primary at $primary"
      local_cli REPLICAOF "$primary" "$(fact node-port)" >/dev/null
    else
      tell "not following the primary at $primary: it has no data, and this node holds keys. Runbook: RedisPrimaryWaiting"
    fi
  else
    if await_failover "$views"; then return; fi
    others=$(cat)
    how=$(printf '%s\n' "$own" "$others" | compare)
    # To start empty, or to lead alone, each of them has to be heard, also one that takes its time.
    if [[ $how == empty || ($how == newest && -z $others) ]]; then
      others=$(patient_peers)
      how=$(printf '%s\n' "$own" "$others" | compare)
    fi
    # Their Sentinels may be up while they still load their data.
    if [[ $how == newest && -z $others && $3 -lt $PATIENCE && $(decision) != lead ]]; then how=alone; fi
    case $how in
      alone) tell 'waiting: this node is to lead, and no other node can be asked yet what it holds' ;;
      newest | even) lead 'the Sentinels have agreed on this node' ;;
      empty)
        if [[ $(grep -c . <<<"$others") -ge $(($(node_count) - 1)) ]]; then
          lead 'the Sentinels have agreed on this node, and no node holds a key: starting empty'
        else
          tell "waiting: this node is to lead and has no data, and not every other node can be asked what it holds. Runbook: RedisPrimaryWaiting"
        fi
        ;;
      older)
        tell 'another node has newer data: the Sentinels choose again'
        for_all_sentinels SENTINEL FAILOVER "$(fact master-set)"
        ;;
      *) tell "waiting: the nodes hold data of different histories, so that nothing tells which is newest. Runbook: RedisPrimaryWaiting" ;;
    esac
    [[ $(decision) != lead ]] || lead 'as decided'
  fi
}

# Redis connects to its primary by itself. Where the pod was replaced, the name may stand for the old address for a moment; nobody replies there, and
# Redis would look the name up again only after repl-timeout. Until then the primary may have no replica, and take no writes. So a node that
# isn't linked to a primary that can be asked lets go of it and takes it again; each time after twice as long, since a primary that sends its data
# to another one has it wait.
connect_anew() { # link, primary; reads peers
  if [[ $1 == syncing || $2 == - ]] || ! grep -F "$2 " >/dev/null; then apart=''; return; fi
  apart=${apart:-$SECONDS}
  if [[ $((SECONDS - apart)) -lt $((CONNECTING_TAKES << tries)) ]]; then return; fi
  apart=''
  if [[ $tries -lt 5 ]]; then tries=$((tries + 1)); fi
  # A Sentinel may have promoted this node meanwhile.
  [[ $(own_role) == "slave down $2" ]] || return 0
  printf 'MULTI\nREPLICAOF 127.0.0.1 1\nREPLICAOF %s %s\nEXEC\n' "$2" "$(fact node-port)" | local_cli >/dev/null
}

# A primary that is back while the Sentinels replace it gives them the time to do so: what it took meanwhile would be lost. They may fail
# (two of them vote for themselves), so the time is short.
await_failover() { # sentinel_views
  if ! failover_begins <<<"$1"; then awaited=''; return 1; fi
  awaited=${awaited:-$SECONDS}
  if [[ $((SECONDS - awaited)) -gt $FAILOVER_TAKES ]]; then return 1; fi
  tell 'waiting: the Sentinels are about to replace this node'
}

lead() { # why
  say "leading: $1"
  local_cli REPLICAOF NO ONE >/dev/null
}

# Whether this node's data is known to be the newest: all nodes can be asked, or, after the time for which an absent one is waited for, all but
# one. A primary takes writes only while a replica has them a few seconds later (min-replicas-to-write), so that one may be missing.
is_newest() { # seconds since its start
  local others missing
  [[ $(decision) != lead ]] || return 0
  others=$(peers "$more")
  missing=$(($(node_count) - 1 - $(grep -c . <<<"$others")))
  [[ $missing -eq 0 || ($missing -eq 1 && $1 -ge $PATIENCE) ]] || return 1
  ! awk '$5 == "master" { found = 1 } END { exit !found }' <<<"$others" || return 1
  [[ $({ ask_node "$me"; printf '%s\n' "$others"; } | compare) == newest ]]
}

# Lets Sentinel promote this node. Readiness waits for it: a rolling restart goes on only then.
may_be_promoted() { # why
  [[ ! -e $state/promotable ]] || return 0
  [[ $(local_cli CONFIG SET replica-priority "$PROMOTABLE") == OK ]] || return 0
  touch "$state/promotable"
  say "may be promoted: $1"
}

# Says a thing once, not each time around.
tell() { # what
  [[ $1 == "${told:-}" ]] || say "$1"
  told=$1
}

for_all_sentinels() { # command…
  local host
  for host in $(fact node-hosts); do
    [[ $(sentinel_at "$host" "$@") != OK ]] || return 0
  done
  return 1
}

# The word of decide.sh.
decision() { cat "$(decision_file)" 2>/dev/null; }
