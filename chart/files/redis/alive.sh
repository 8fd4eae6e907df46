#!/bin/bash
# Liveness: any reply of Redis counts, also an error (a full volume, loading, a long script): a restart would mend none of them, and could lose
# data. An open port proves nothing: the kernel accepts for a hung Redis too. A primary that waits for its replicas is alive.
# shellcheck source=chart/files/redis/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
if is_waiting; then exit 0; fi
reply=$(local_cli PING)
[[ -n $reply ]] || { echo 'no reply within 5 s'; exit 1; }
