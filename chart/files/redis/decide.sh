#!/bin/bash
# Ends the wait of a primary without data, on purpose. Run it in the primary's container:
#
#   decide.sh use-newest    take the newest data among the replicas that respond; what only another one holds is lost
#   decide.sh use ADDRESS   take the data of that replica, an address from the log line of the waiting primary
#   decide.sh start-empty   start without data; every replica then drops what it holds
#
# With Sentinel, in the Redis container of the node that is to lead:
#
#   decide.sh lead          lead with the data of this node; what only other nodes hold is lost
# shellcheck source=chart/files/redis/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=chart/files/redis/guard.sh
. "$here/guard.sh"

if [[ $* == lead && -n $(fact node-hosts) ]]; then
  if [[ -e $state/promotable ]]; then
    echo 'decide: this node leads, follows or may be promoted already; nothing is done' >&2
    exit 1
  fi
  CONFIGURATION=("$etc/replica.conf" "$etc/redis.conf") FLAGS=()
  printf 'lead\n' >"$(decision_file)"
  echo 'decide: done; see the logs of the containers redis and sentinel'
  exit 0
fi
case "$*" in
  use-newest | start-empty | use\ [0-9a-fA-F.:]*) ;;
  *) sed -n '4,10s/^#  *//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
if [[ ! -e $state/guard.pid ]]; then
  echo 'decide: this primary does not wait; nothing is done' >&2
  exit 1
fi
CONFIGURATION=("$etc/redis.conf" "$etc/master.conf") FLAGS=()
printf '%s\n' "$*" >"$(decision_file)"
echo 'decide: done; see the log of this container'
