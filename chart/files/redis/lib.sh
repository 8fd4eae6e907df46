#!/bin/bash
# What the start scripts of the Redis nodes share: settings, Redis' arguments, questions to Redis.
#
# Beside this file lie facts of the release, one a file, from the chart's values: `replicas` (how many are configured), `primary-host`,
# `primary-port`, `replicas-host` (a name that resolves to every replica's pod), `replicas-port`, `announce-domain`, and for each role `<role>.flags`
# (one argument a line) and `<role>.pre.sh` (commands before the start). A change of `replicas` reaches a running pod within a minute.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Tests put these elsewhere.
etc=${REDIS_ETC:-/opt/bitnami/redis/etc}
mounted=${REDIS_MOUNTED_ETC:-/opt/bitnami/redis/mounted-etc}
state=${REDIS_STATE:-/tmp/tme1crv}
self=${REDIS_SELF:-127.0.0.1}

# The key, a hash, that tells histories apart and says which of two copies is newer, also after a restart, when replication offsets start
# anew. `id`: drawn when a primary starts without data. `beat`: raised once a second by the primary.
HISTORY_KEY=tme1crv:history

# Redis' password, as it is when a container starts; empty: none is asked for.
if [[ -z ${REDIS_PASSWORD:-} && -f ${REDIS_PASSWORD_FILE:-} ]]; then REDIS_PASSWORD=$(<"$REDIS_PASSWORD_FILE"); fi

# The present password is in a mounted file, which follows the Secret while the container runs; the environment stays as it was.
password_file=${REDIS_PASSWORD_FILE:-$here/password}
# What the exporter beside it reads; a rotation writes the new password there.
# shellcheck disable=SC2034 # used by the scripts that source this
exporter=${EXPORTER_FOLDER:-/opt/tme1crv/exporter}

# Sets `mounted_password` to what that file holds; empty: there is none. No fork: some callers come by every second. A file without a line break
# at its end is read too.
read_mounted_password() {
  mounted_password=''
  if [[ -f $password_file ]]; then IFS= read -r mounted_password <"$password_file" || true; fi
}

# Has redis-cli log in with the present password. What runs for long calls this before each question.
use_password() {
  [[ -n ${REDIS_PASSWORD:-} ]] || return 0
  read_mounted_password
  export REDISCLI_AUTH=${mounted_password:-$REDIS_PASSWORD}
}
use_password

say() { printf 'tme1crv: %s\n' "$*"; }

fact() { cat "$here/$1" 2>/dev/null; }

# Copies the configuration of the role (master, replica, or node) to where Redis may write, and fills ARGS, in the order in which the subchart's
# own script gives them: what comes later wins.
prepare() { # role
  # The values have one section for nodes and replicas.
  local role=$1 file section=${1/node/replica}
  mkdir -p "$state"
  rm -f "$state/guard.pid" "$state/promotable" # of a former start of this container
  # The subchart's order: a node's common file comes last.
  local files=(redis.conf "$role.conf")
  if [[ $role == node ]]; then files=(replica.conf redis.conf); fi
  for file in "${files[@]}"; do
    if [[ -f $mounted/$file ]]; then cp "$mounted/$file" "$etc/$file"; fi
  done
  ARGS=(--port "$REDIS_PORT")
  if [[ -n ${REDIS_PASSWORD:-} ]]; then
    ARGS+=(--requirepass "$REDIS_PASSWORD" --masterauth "$REDIS_PASSWORD")
  else
    ARGS+=(--protected-mode no)
  fi
  # What this chart sets and the values may set otherwise.
  local ours=plain.conf
  if [[ $role == node ]]; then ours=node.conf; fi
  ARGS+=(--include "$here/$ours")
  # A primary that comes back has another address. A replica that connects to the old one, where nothing responds any more, gives up after
  # this time, and asks for the address again; Redis' own limit of a minute would leave it without new data for as long.
  ARGS+=(--repl-ping-replica-period 3)
  # And a replica whose own volume is full goes on serving; by default Redis would stop it.
  if [[ $role != master ]]; then ARGS+=(--repl-timeout 15 --replica-ignore-disk-write-errors yes); fi
  CONFIGURATION=("${files[@]/#/$etc/}")
  for file in "${CONFIGURATION[@]}"; do ARGS+=(--include "$file"); done
  FLAGS=()
  if [[ -s $here/$section.flags ]]; then mapfile -t FLAGS <"$here/$section.flags"; fi
  ARGS+=("${FLAGS[@]}")
  # shellcheck source=/dev/null
  if [[ -s $here/$section.pre.sh ]]; then . "$here/$section.pre.sh"; fi
}

# The value that Redis will take for a directive: of several the last.
setting() { # directive default
  { cat "${CONFIGURATION[@]}" 2>/dev/null; printf '%s ' "${FLAGS[@]}" | sed 's/  *--/\n/g; s/^--//'; echo; } |
    awk -v name="$1" -v value="$2" 'tolower($1) == name { value = $2 } END { gsub(/["\047]/, "", value); print value }'
}

# Bytes of what Redis would load. Numbers of bytes are printed with %.0f: the image's awk prints those beyond 2 GiB as 3e+09 otherwise, and bash
# takes that for no number.
loadable_bytes() {
  local dir
  dir=$(setting dir /data)
  if [[ $(setting appendonly no) == yes ]]; then
    # Also the one file of Redis 6 and older, which newer ones take over.
    du -cb "$dir/$(setting appenddirname appendonlydir)"/*.{rdb,aof} "$dir/$(setting appendfilename appendonly.aof)" 2>/dev/null
  else
    du -cb "$dir/$(setting dbfilename dump.rdb)" 2>/dev/null
  fi | awk 'END { printf "%.0f\n", $1 }'
}

# The words of decide.sh. On the volume, so that it outlasts a restart in the middle of what it asked for.
decision_file() { printf '%s/tme1crv-decision' "$(setting dir /data)"; }

# Asks this node. Redis' reply, also an error, is printed; exit code 1 when there is none within the time.
local_cli() { use_password; timeout 5 redis-cli -h "$self" -p "$REDIS_PORT" "$@" 2>/dev/null; }

# Asks a node what it holds. Prints one line: `KEYS ID BEAT ROLE REPLID OFFSET LINK` (KEYS without ours; `-` for what is unknown), or, with exit code
# 1, why it can't be asked. ROLE is master or slave. REPLY_SECONDS: the time limit, for an address that drops everything.
ask() { # redis-cli options that name the node
  local reply limit=${REPLY_SECONDS:-5}
  use_password
  reply=$(printf 'INFO persistence\nINFO keyspace\nINFO replication\nECHO history:\nHMGET %s id beat\nECHO :end\n' "$HISTORY_KEY" | timeout "$limit" redis-cli "$@" 2>&1 | tr -d '\r')
  awk -v limit="$limit" '
    NR == 1 { first = $0 }
    /^loading:1/ { loading = 1 }
    /^db[0-9]+:keys=/ { sub(/^[^=]*=/, ""); sub(/,.*/, ""); keys += $0 }
    /^role:/ { role = substr($0, 6) }
    /^master_replid:/ { replid = substr($0, 15) }
    /^master_repl_offset:/ { offset = substr($0, 20) }
    /^slave_repl_offset:/ { own = substr($0, 19) }
    /^master_link_status:/ { link = substr($0, 20) }
    /^:end$/ { history = 0 }
    history { value[++n] = $0 }
    /^history:$/ { history = 1 }
    END {
      if (role == "") { print (first == "" ? "no response within " limit " s" : first); exit 1 }
      if (loading) { print "it is loading its data"; exit 1 }
      if (n != 2) { print (n ? value[1] : "no response within " limit " s"); exit 1 }
      if (value[1] != "") keys--
      print keys + 0, (value[1] == "" ? "-" : value[1]), (value[2] == "" ? "-" : value[2]), role, replid, (own == "" ? offset : own), (link == "" ? "-" : link)
    }' <<<"$reply"
}

# Whether the start script waits, on purpose, before it starts the server. It has written its process id then.
is_waiting() { [[ -e $state/guard.pid ]] && kill -0 "$(<"$state/guard.pid")" 2>/dev/null; }

# Own data stays when the primary has none, unless the primary's emptiness is newer than it: the same history, as far or further.
may_follow() { # what ask says of the primary, what it says of this node
  local keys id beat own_keys own_id own_beat
  read -r keys id beat _ <<<"$1"
  read -r own_keys own_id own_beat _ <<<"$2"
  [[ $keys -gt 0 || $own_keys -eq 0 ]] || [[ $id != - && $id == "$own_id" && $beat -ge $own_beat ]]
}

# Every address of the replicas' Service, one a line.
replica_addresses() { getent ahosts "$(fact replicas-host)" | awk '{ print $1 }' | sort -u; }

# Whether this container's Redis runs: it takes the place, and the process id, of the script that started it.
redis_runs() { kill -0 $$ 2>/dev/null; }

# Waits until this node has loaded its data; exit code 1 when Redis has ended before.
until_loaded() {
  until ask -h "$self" -p "$REDIS_PORT" >/dev/null; do
    redis_runs || return 1
    sleep 0.2
  done
}
