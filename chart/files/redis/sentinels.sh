#!/bin/bash
# shellcheck disable=SC2154 # here: of lib.sh
# What the Sentinels say, and which copy of the data is the newest. Sourced by the scripts of a node, which is a Redis and a Sentinel.
#
# Facts beside those of lib.sh: `node-hosts` (the name of every node, one a line), `node-port`, `sentinel-port`, `master-set`.

# This node's name, as the others know it.
me=${HOSTNAME}$(fact announce-domain)

# Seconds for which a node that may have newer data is waited for.
# shellcheck disable=SC2034 # used by the scripts that source this
PATIENCE=${NODE_PATIENCE:-20}

node_count() { fact node-hosts | grep -c .; }

# What each Sentinel that responds holds for the primary, and its state there: lines `HOST CONFIG-EPOCH FLAGS`.
sentinel_views() {
  local host
  for host in $(fact node-hosts); do
    sentinel_at "$host" SENTINEL MASTER "$(fact master-set)" |
      awk 'NR % 2 { name = $0; next } { field[name] = $0 } END { if (field["ip"] != "") print field["ip"], field["config-epoch"] + 0, field["flags"] }' &
  done
  wait
}

# Asks a Sentinel.
sentinel_at() { # host command…
  use_password
  timeout 2 redis-cli -h "$1" -p "$(fact sentinel-port)" "${@:2}" 2>/dev/null | tr -d '\r'
}

# The primary that a majority of all configured Sentinels names, or nothing. A single view could be that of a node that was cut off.
agreed_primary() {
  sentinel_views | awk -v nodes="$(node_count)" '
    { count[$1]++ }
    END { for (host in count) if (count[host] * 2 > nodes) print host }'
}

# Whether a Sentinel holds the primary for gone, or replaces it just now.
failover_begins() { sentinel_views | grep -E '[ ,](o_down|failover_in_progress)(,|$)' >/dev/null; }

# What the other nodes hold: lines of `HOST` and what `ask` says, for those that can be asked.
peers() {
  local host
  for host in $(fact node-hosts); do
    [[ $host == "$me" ]] || ask_node "$host" &
  done
  wait
}

# `HOST` and what `ask` says of it; nothing when it can't be asked.
ask_node() { # host
  local reply
  reply=$(ask -h "$1" -p "$(fact node-port)") && printf '%s %s\n' "$1" "$reply"
}

# Whether a node responds and has a key.
holds_keys() { # host
  local keys
  read -r _ keys _ < <(ask_node "$1")
  [[ ${keys:-0} -gt 0 ]]
}

# Reads lines of `HOST` and what `ask` says, this node's own first, and prints what the others' mean for it:
#   empty     no node holds a key
#   newest    no other has newer data
#   even      another one has data of the same second, and more keys
#   older     another one has newer data
#   unknown   another one has data of a different history
compare() {
  awk '
    function as_number(text) { return text == "-" ? -1 : text + 0 }
    !NF { next }
    NR == 1 { keys = $2; id = $3; beat = as_number($4); next }
    $2 == 0 { next }
    keys == 0 || ($3 == id && as_number($4) > beat) { older = 1; next }
    $3 != id { unknown = 1; next }
    as_number($4) == beat && $2 > keys { even = 1 }
    END { print (older ? "older" : unknown ? "unknown" : even ? "even" : keys == 0 ? "empty" : "newest") }'
}
