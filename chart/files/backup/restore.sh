#!/bin/bash
# shellcheck disable=SC2154 # backups, scripts: of lib.sh
# Puts a backup back into the running Redis of the release, whatever its topology.
#
#   restore.sh                     lists the backups
#   restore.sh [--force] NAME      NAME: one of the list, or `latest`, the newest that holds keys
#
# Without arguments it takes them from RESTORE, which is how a Job gets them.
#
# Refuses while Redis holds keys. With --force what it holds goes into a backup of its own first, and is then deleted. It may be interrupted at
# any point and repeated within a day: what is under way is noted in Redis, and a restore of the same backup goes on without --force. Nothing is
# deleted that isn't in a backup: once all is deleted, a repetition deletes nothing more, and leaves the keys that are there as they are.
#
# The backup is loaded by a Redis of this script's own, which nobody can reach, and which sends each key to the primary. So nothing has to be
# stopped, replicas and Sentinels see ordinary writes, and the memory and the version of the real one are asked before anything is changed.
set -uo pipefail
# shellcheck source=chart/files/backup/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Bytes of append-only file for a byte of RDB: commands instead of compressed data, and a rewrite beside them.
VOLUME_FACTOR=4
DELETE_PAGE=$(<"$scripts/delete-page.lua")
COPY_PAGE=$(<"$scripts/copy-page.lua")
READ_INDEX=$(<"$scripts/index-read.lua")
ADD_INDEX=$(<"$scripts/index-add.lua")
# The web app's sorted sets that say which items there are. Clients write items during a restore, so these are merged, not replaced. copy-page.lua
# leaves them out.
INDEXES=(items items:expiry)

list() {
  local name note
  printf '%-18s %12s %14s %8s  %s\n' NAME KEYS BYTES REDIS FROM
  for name in $(names); do
    case $(kind "$name") in
      before) note=", before the restore of $(about "$name" before)" ;;
      partial) note=", PARTIAL: during a restore of $(about "$name" partial)" ;;
      *) note='' ;;
    esac
    printf '%-18s %12s %14s %8s  %s\n' "$name" "$(about "$name" keys)" "$(about "$name" bytes)" "$(about "$name" redis-version)" "$(about "$name" source)$note"
  done
}

# Is the backup what it was when it was taken?
verify() { # name
  local rdb=$backups/$1/dump.rdb check
  [[ $(sha256sum "$rdb" 2>/dev/null | cut -d ' ' -f 1) == "$(about "$1" sha256)" ]] ||
    fail "backup $1 is damaged: its SHA-256 is not the one that was noted when it was taken. Nothing is changed; choose another one of the list"
  check=$(redis-check-rdb "$rdb" 2>&1) ||
    fail "backup $1 can't be read by this Redis ($(redis-server --version | sed 's/.* v=\([^ ]*\).*/\1/')): $(tail -n 1 <<<"$check"). Nothing is changed"
}

# Prints `HOST PORT KEYS` of the primary, or, with exit code 1, why there is none.
find_primary() {
  local host port answer keys role
  read -r host port < <(primary_address) || { echo 'no primary is agreed on'; return 1; }
  answer=$(ask -h "$host" -p "$port") || { echo "the primary at $host can't be asked: $answer"; return 1; }
  read -r keys _ _ role _ <<<"$answer"
  [[ $role == master ]] || { echo "$host is no primary"; return 1; }
  echo "$host $port $keys"
}

# Asks the primary.
at_primary() { redis-cli "${primary[@]}" "$@" 2>&1; }

# Asks the Redis that holds the backup.
at_backup() { redis-cli -s "$socket" "$@" 2>&1; }

# A field of INFO.
field() { # name reply
  tr -d '\r' <<<"$2" | sed -n "s/^$1://p"
}

# The databases that hold keys, one a line: `NUMBER KEYS KEYS-THAT-EXPIRE`.
databases() { # reply of INFO keyspace
  tr -d '\r' <<<"$1" | sed -n 's/^db\([0-9]*\):keys=\([0-9]*\),expires=\([0-9]*\).*/\1 \2 \3/p'
}

# A Redis without a port, in a folder of its own, that has loaded the backup.
load() {
  local password=()
  folder=$(mktemp -d) || fail 'a temporary folder could not be made'
  ln -s "$backups/$name/dump.rdb" "$folder/dump.rdb"
  socket=$folder/socket
  [[ -z ${REDIS_PASSWORD:-} ]] || password=(--requirepass "$REDIS_PASSWORD")
  redis-server --port 0 --unixsocket "$socket" --dir "$folder" --save '' --appendonly no "${password[@]}" >"$folder/log" 2>&1 &
  server=$!
  trap 'kill "$server"; wait "$server"; rm -rf "$folder"' EXIT
  trap 'exit 143' TERM INT
  until [[ $(field loading "$(at_backup INFO persistence)") == 0 ]]; do
    kill -0 "$server" 2>/dev/null || fail "backup $name could not be loaded: $(grep . "$folder/log" | tail -n 1). Nothing is changed"
    sleep 0.1
  done
}

# Refuses what can't end well, before anything is changed.
check_room() {
  local theirs own max used free need
  theirs=$(field redis_version "$(at_primary INFO server)") own=$(about "$name" redis-version)
  [[ $(printf '%s\n' "$own" "$theirs" | cut -d . -f 1,2 | sort -V | tail -n 1) == "$(cut -d . -f 1,2 <<<"$theirs")" ]] ||
    fail "backup $name is of Redis $own, newer than the release's $theirs. Nothing is changed; upgrade Redis first"
  max=$(field maxmemory "$(at_primary INFO memory)") used=$(field used_memory "$(at_backup INFO memory)")
  [[ $max -eq 0 || $used -lt $max ]] ||
    fail "backup $name takes $used bytes of memory, and the release's Redis has maxmemory $max. Nothing is changed; raise it first"
  free=$(at_primary HGET "$HISTORY_KEY" free) need=$(($(about "$name" bytes) * VOLUME_FACTOR))
  if [[ ! $free =~ ^[0-9]+$ ]]; then
    say "the primary doesn't say how much room its volume has; about $need bytes are needed"
  elif [[ $need -gt $free ]]; then
    fail "backup $name takes about $need bytes of the primary's volume, where $free are free. Nothing is changed; enlarge it first"
  fi
}

# Waits a little if a write was refused because the replicas are just copying the cleared primary; exit code 1 for any other reply.
passes() { # reply, $SECONDS of the first try
  [[ $1 == *NOREPLICAS* && $((SECONDS - $2)) -lt 60 ]] && sleep 0.5
}

# Goes through all pages of a database, or of a key of it.
pages() { # delete_page, copy_page or add_index, database [key]
  local cursor=0 next since=$SECONDS
  while :; do
    next=$("$1" "$2" "$cursor" "${@:3}")
    if passes "$next" "$since"; then continue; fi
    [[ $next =~ ^[0-9]+$ ]] || fail "the primary refused: $next. The same command goes on from here"
    [[ $next != 0 ]] || return 0
    cursor=$next
  done
}

delete_page() { # database cursor
  at_primary -n "$1" EVAL "$DELETE_PAGE" 0 "$2"
}

# The password as the last argument, from standard input: it isn't for the list of processes.
copy_page() { # database cursor
  printf %s "${REDIS_PASSWORD:-}" | at_backup -n "$1" -x EVAL "$COPY_PAGE" 0 "$host" "$port" "$1" "$2" "$existing"
}

# Without the line break that redis-cli adds.
add_index() { # database position key
  at_backup -n "$1" EVAL "$READ_INDEX" 0 "$3" "$2" | head -c -1 | at_primary -n "$1" -x EVAL "$ADD_INDEX" 0 "$3" "$2"
}

# Deletes what the primary holds, and gives its history another replication id: what clients were told before doesn't count for what comes.
# Once wouldn't do: Redis keeps the id before the last one valid. In the same moment the restore gets its next phase.
clear_primary() {
  local database reply
  for database in $(databases "$(at_primary INFO keyspace)" | cut -d ' ' -f 1); do pages delete_page "$database"; done
  reply=$(printf 'MULTI\nSET %s "%s"\nREPLICAOF 127.0.0.1 1\nREPLICAOF NO ONE\nREPLICAOF 127.0.0.1 1\nREPLICAOF NO ONE\nEXEC\n' \
    "$MARKER" "$name copying $beat" | at_primary)
  [[ $(at_primary GET "$MARKER") == "$name copying $beat" ]] || fail "the primary refused: $reply. The same command goes on from here"
}

copy_all() {
  local database keys key
  while read -r database keys _; do
    say "database $database: $keys keys"
    pages copy_page "$database"
    # After the items: the web app takes an id out of its index when there is no such item.
    for key in "${INDEXES[@]}"; do
      if [[ $(at_backup -n "$database" TYPE "$key") == zset ]]; then pages add_index "$database" "$key"; fi
    done
  done < <(databases "$(at_backup INFO keyspace)")
  # Redis before 7 has no functions.
  if [[ $(at_backup FUNCTION LIST) == *library_name* ]]; then
    at_primary FUNCTION FLUSH >/dev/null
    at_backup FUNCTION DUMP | head -c -1 | at_primary -x FUNCTION RESTORE >/dev/null
  fi
}

# The keys of a database, without this chart's own.
count() { # at_primary or at_backup, database
  local all own
  all=$("$1" -n "$2" DBSIZE) own=$("$1" -n "$2" EXISTS "$HISTORY_KEY" "$MARKER")
  [[ $all =~ ^[0-9]+$ && $own =~ ^[0-9]+$ ]] || { echo "$all"; return 1; }
  echo $((all - own))
}

# Says what is missing. Clients may have deleted keys meanwhile, so that is no failure, unless nothing at all is there.
check_result() {
  local database expire due there all=0 all_due=0
  while read -r database _ expire; do
    # Some of those that expire may have done so.
    due=$(($(count at_backup "$database") - expire))
    there=$(count at_primary "$database") || fail "the primary doesn't say how many keys there are: $there. The same command goes on from here"
    all=$((all + there)) all_due=$((all_due + due))
    [[ $there -ge $due ]] || say "warning: of $due keys in database $database $there are there; clients may have deleted the others"
  done < <(databases "$(at_backup INFO keyspace)")
  [[ $all -gt 0 || $all_due -le 0 ]] || fail 'nothing of the backup is there. The same command goes on from here'
}

# The restore has ended, on the replicas too.
finish() {
  local reply since=$SECONDS
  while
    reply=$(printf 'DEL %s\nWAIT %s 60000\n' "$MARKER" "$(field connected_slaves "$(at_primary INFO replication)")" | at_primary)
    passes "$reply" "$since"
  do :; done
  [[ $reply =~ ^[01]$'\n' ]] ||
    fail "all is restored, and the primary refused to delete the note that a restore is under way: $reply. The same command tries again"
}

if [[ $# -eq 0 ]]; then read -ra arguments <<<"${RESTORE:-}" && set -- "${arguments[@]}"; fi
force=''
if [[ ${1:-} == --force ]]; then
  force=yes
  shift
fi
if [[ $# -eq 0 ]]; then
  list
  exit 0
fi
lock
name=$1
[[ $name != latest ]] || name=$(newest)
[[ -n $name || $1 != latest ]] || fail "no backup holds keys; there are: $(names | tr '\n' ' ')"
[[ $name =~ ^[0-9TZ]+$ && -f $backups/$name/about ]] || fail "there is no backup $1; there are: $(names | tr '\n' ' ')"
until found=$(find_primary); do
  [[ $SECONDS -lt $BACKUP_PATIENCE ]] || fail "nothing is changed: $found, for $BACKUP_PATIENCE s"
  sleep 1
done
read -r host port keys <<<"$found"
primary=(-h "$host" -p "$port")
marker=$(at_primary GET "$MARKER") beat=$(at_primary HGET "$HISTORY_KEY" beat)
read -r under_way phase < <(unfinished "$marker" "$beat")
if [[ -n $marker ]]; then
  keys=$((keys - 1)) # ours, the marker
  [[ -n $under_way ]] || say "a restore of ${marker%% *} that was interrupted over a day ago, or by an older version of this chart, doesn't go on"
fi
# Others may have been taken since it was interrupted.
if [[ $1 == latest && -f $backups/$under_way/about ]]; then name=$under_way; fi
verify "$name"
if [[ $under_way == "$name" ]]; then
  say "going on with the restore of $name"
else
  [[ $keys -eq 0 || -n $force ]] ||
    fail "nothing is changed: Redis holds $keys keys${under_way:+, of a restore of $under_way that was interrupted}. With --force they go into a backup of their own, and are deleted"
  phase=clearing
fi
load
check_room
if [[ $phase == clearing && $keys -gt 0 ]]; then
  bash "$scripts/take.sh" 0 "$name" || fail 'nothing is changed: what Redis holds could not be kept'
fi
marked=$(at_primary SET "$MARKER" "$name $phase $beat")
[[ $marked == OK ]] || fail "nothing is changed: the primary refused: $marked"
# Keys of the backup that are there: after an interruption clients have written them, or changed what was back already.
existing=keep
if [[ $phase == clearing ]]; then
  clear_primary
  existing=replace
fi
copy_all
check_result
finish
say "restored $name: $(about "$name" keys) keys"
