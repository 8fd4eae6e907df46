#!/bin/bash
# Readiness: it serves reads. With a full volume PING is refused with MISCONF, and reads go on.
# shellcheck source=chart/files/redis/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
reply=$(local_cli PING)
[[ $reply == PONG || $reply == MISCONF* ]] || { echo "${reply:-no reply within 5 s}"; exit 1; }
