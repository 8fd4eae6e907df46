#!/bin/bash
# Starts the primary. One that has no data doesn't listen before it knows what its replicas hold: they would copy the emptiness.
# shellcheck source=chart/files/redis/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=chart/files/redis/guard.sh
. "$here/guard.sh"
# shellcheck source=chart/files/redis/history.sh
. "$here/history.sh"

prepare master
holds_data || guard
# shellcheck disable=SC2119 # without further arguments
start_redis
keep_history &
keep_replicas &
follow_redis
