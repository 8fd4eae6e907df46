#!/bin/bash
# Readiness: it serves reads. With a full volume PING is refused with MISCONF, and reads go on. With Sentinel also that it has once led or followed
# since its start: a rolling restart must not go on to the next node before.
# shellcheck source=chart/files/redis/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
reply=$(local_cli PING)
[[ $reply == PONG || $reply == MISCONF* ]] || { echo "${reply:-no reply within 5 s}"; exit 1; }
[[ -z $(fact node-hosts) || -e $state/promotable ]] || { echo 'it neither leads nor follows yet'; exit 1; }
