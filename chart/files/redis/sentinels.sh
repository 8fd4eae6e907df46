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

# What a function prints for each host, all at once. One that is cut off, or hangs, replies to nothing, and must not hold up what the others agree
# on: each has a second. Where fewer than a majority of the nodes have replied then, they are asked again, with more time. Every write that was
# acknowledged is on some node of any majority (min-replicas-to-write), but for the last seconds.
from_each() { # seconds for those that are asked again (0: they aren't), number of nodes that are heard already, function, host…
  local patience=$1 heard=$2 question=$3 limit host replies
  shift 3
  for limit in 1 "$patience"; do
    [[ $limit -gt 0 ]] || break
    replies=$(for host; do REPLY_SECONDS=$limit "$question" "$host" & done; wait)
    [[ $((($(grep -c . <<<"$replies") + heard) * 2)) -le $(node_count) ]] || break
  done
  [[ -z $replies ]] || printf '%s\n' "$replies"
}

# What each Sentinel that responds names as the primary, and the state of what it watches: lines `HOST CONFIG-EPOCH FLAGS`. The name is that which
# clients get. The Sentinel that replaces a primary goes on watching the old one until every replica follows the new one, for 10 s if one can't.
sentinel_views() { # seconds for those that are asked again
  local hosts
  mapfile -t hosts < <(fact node-hosts)
  from_each "$1" 0 sentinel_view "${hosts[@]}"
}

sentinel_view() { # host
  local set
  set=$(fact master-set)
  printf '%s\n' "SENTINEL GET-MASTER-ADDR-BY-NAME $set" "SENTINEL MASTER $set" | sentinel_at "$1" |
    awk 'NR == 1 { named = $0 } NR < 3 { next } NR % 2 { name = $0; next } { field[name] = $0 }
      END { if (field["ip"] != "") print named, field["config-epoch"] + 0, field["flags"] }'
}

# Asks a Sentinel; without a command, what stdin says.
sentinel_at() { # host [command…]
  use_password
  timeout "${REPLY_SECONDS:-2}" redis-cli -h "$1" -p "$(fact sentinel-port)" "${@:2}" 2>/dev/null | tr -d '\r'
}

# The primary that a majority of all configured Sentinels names, or nothing. A single view could be that of a node that was cut off. Reads
# sentinel_views.
agreed_primary() {
  awk -v nodes="$(node_count)" '
    { count[$1]++ }
    END { for (host in count) if (count[host] * 2 > nodes) print host }'
}

# Whether a Sentinel holds the primary for gone, or replaces it just now. Reads sentinel_views.
failover_begins() { grep -E '[ ,](o_down|failover_in_progress)(,|$)' >/dev/null; }

# What the other nodes hold: lines of `HOST` and what `ask` says, for those that can be asked.
peers() { # seconds for those that are asked again
  local hosts
  mapfile -t hosts < <(fact node-hosts | grep -vxF "$me")
  from_each "$1" 1 ask_node "${hosts[@]}"
}

# The same, of nodes that take their time, too.
patient_peers() {
  local host
  for host in $(fact node-hosts | grep -vxF "$me"); do ask_node "$host" & done
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
