#!/bin/bash
# Starts the primary. One that has no data doesn't listen before it knows what its replicas hold: they would copy the emptiness.
# shellcheck source=chart/files/redis/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=chart/files/redis/aof.sh
. "$here/aof.sh"
# shellcheck source=chart/files/redis/guard.sh
. "$here/guard.sh"
# shellcheck source=chart/files/redis/history.sh
. "$here/history.sh"

prepare master
mend_aof
holds_data || guard
# Redis takes this script's place, so that signals reach it and its exit code is the container's.
keep_aof &
keep_history &
keep_replicas &
exec redis-server "${ARGS[@]}"
