#!/bin/bash
# shellcheck disable=SC2154 # here, state, etc: of lib.sh
# What a primary without data does before it listens. Sourced by start-primary.sh.
#
#   - every configured replica has responded, and none holds a key: a fresh install, it starts empty;
#   - one holds keys: it takes the data of the one with the newest writes;
#   - one can't be asked: it waits, because that one may hold the newest. `decide.sh` ends the wait on purpose.

# Whether what Redis would load holds a key; ours counts, since a primary that had it was once complete.
holds_data() {
  local bytes
  bytes=$(loadable_bytes)
  [[ $bytes -gt 0 ]] || return 1
  [[ $bytes -lt 65536 ]] || return 0
  # So small that it may hold nothing: only Redis itself can tell. It loads it without listening on any address.
  local socket=$state/load.sock keys pid
  redis-server "${ARGS[@]}" --port 0 --unixsocket "$socket" >"$state/load.log" 2>&1 &
  pid=$!
  # A file that Redis can't load isn't empty: the start that follows says what is wrong with it.
  until keys=$(ask -s "$socket"); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill "$pid"
  wait "$pid"
  [[ $keys != '0 - '* ]]
}

guard() {
  local reason='' now decision
  echo $$ >"$state/guard.pid" # tells the liveness probe that this is no hung Redis
  trap 'exit 0' TERM INT
  while :; do
    decision=$(cat "$(decision_file)" 2>/dev/null)
    now=$(look "$decision")
    case $now in
      start:*) say "${now#start:}"; break ;;
      take:*) if take "${now#take:}"; then break; fi; now="wait:the data of the replica at ${now#take:} could not be taken" ;;
    esac
    if [[ $now != "$reason" ]]; then
      reason=$now
      say "waiting, not listening: this primary has no data, and ${now#wait:}. It goes on by itself as soon as it can tell. Runbook: RedisPrimaryWaiting"
    fi
    sleep 1
  done
  rm -f "$(decision_file)" "$state/guard.pid"
  trap - TERM INT
}

# Looks at all replicas once and prints what to do: `start:why`, `take:address`, `wait:why`.
look() { # decision
  local configured addresses address replies n=0 missing='' found=''
  configured=$(fact replicas)
  case $1 in
    start-empty) echo 'start:starting empty, as decided'; return ;;
    'use '*) echo "take:${1#use }"; return ;;
  esac
  if [[ $configured -eq 0 ]]; then echo 'start:no data, and no replica is configured: starting empty'; return; fi
  replies=$(mktemp -d)
  addresses=$(replica_addresses)
  for address in $addresses; do
    { ask -h "$address" -p "$(fact replicas-port)" >"$replies/$address" || mv "$replies/$address" "$replies/$address.not"; } &
  done
  wait
  for address in $addresses; do
    if [[ -f $replies/$address ]]; then n=$((n + 1)) found+="$address $(<"$replies/$address")"$'\n'; else missing+=" $address ($(head -c 200 "$replies/$address.not"))"; fi
  done
  if [[ $1 != use-newest && ( -n $missing || $n -lt $configured ) ]]; then
    echo "wait:$n of $configured replicas can be asked what they hold${missing:+; not:$missing}"
  else
    newest <<<"$found"
  fi
  rm -rf "$replies"
}

# Reads `ADDRESS KEYS ID BEAT ROLE REPLID OFFSET LINK` lines and prints what to do.
newest() {
  awk '
    function as_number(text) { return text == "-" ? -1 : text + 0 }
    $2 > 0 {
      # The beat first: it is in the data. Within one beat the one that was promoted already stays the choice; else the offsets tell,
      # where they count the same history; else the number of keys.
      if (best == "") better = 1
      else if ($3 != id) { other = 1; better = 0 }
      else if (as_number($4) != beat) better = as_number($4) > beat
      else if (role == "master" || $5 == "master") better = role != "master"
      else if ($6 == replid) better = $7 + 0 > offset
      else if ($3 == "-") { other = 1; better = 0 }
      else better = $2 > keys
      if (better) { best = $1; keys = $2; id = $3; beat = as_number($4); role = $5; replid = $6; offset = $7 + 0 }
      list = list " " $1 " (" $2 " keys)"
    }
    END {
      if (best == "") print "start:no data, and no replica holds a key: starting empty"
      else if (other) print "wait:its replicas hold data of different histories, so that nothing tells which is newest:" list
      else print "take:" best
    }'
}

# Takes a copy of all data from a replica. It has to be promoted for that, because a replica whose primary is away sends none; keep_replicas
# makes it follow again, also when this is interrupted here.
take() { # address
  local at=(-h "$1" -p "$(fact replicas-port)") dir rdb
  dir=$(setting dir /data)
  rdb=$dir/seed.rdb
  say "no data here: taking that of the replica at $1"
  use_password
  # Nobody writes to a replica; if somebody does, the write waits rather than being lost.
  printf 'REPLICAOF NO ONE\nCLIENT PAUSE 30000 WRITE\n' | timeout 5 redis-cli "${at[@]}" >/dev/null 2>&1 || return 1
  # In the background, so that a stop signal is heard.
  timeout 3600 redis-cli "${at[@]}" --rdb "$rdb" >"$state/take.log" 2>&1 &
  wait $! || { say "$(tail -n 1 "$state/take.log")"; return 1; }
  "$here/seed.sh" "$rdb" "$dir" "$(setting appenddirname appendonlydir)" "$(setting appendfilename appendonly.aof)" || return 1
  say "the data of the replica at $1 is here"
}
