#!/bin/bash
# Liveness and readiness of a Sentinel: any reply. One that waits for what the nodes hold is alive, and ready: the pod must not be held up by it.
REDIS_STATE=${REDIS_STATE:-/tmp/tme1crv-sentinel}
# shellcheck source=chart/files/redis/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
if is_waiting; then exit 0; fi
[[ -n $(timeout 5 redis-cli -h "$self" -p "$REDIS_SENTINEL_PORT" PING 2>/dev/null) ]] || { echo 'no reply within 5 s'; exit 1; }
