#!/usr/bin/env bash
# make capacity: brings redis-server, Prometheus and wrk, and measures what the parts can carry.
#
#   ci/capacity.sh [PART...]   parts: requests memory persistence replication monitoring; each takes less than four minutes
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
[ "$(uname)" = Linux ] || { echo 'capacity: needs Linux, where processes can be pinned to cores' >&2; exit 1; }
[ "$(nproc)" -ge 2 ] || { echo 'capacity: needs two cores: one for what is measured, one for what loads it' >&2; exit 1; }
binaries=$(node_modules/.bin/ts-node tools/deploy/binaries/main.ts redis-server prometheus wrk --env)
# shellcheck disable=SC1090
. <(printf '%s\n' "$binaries")
node_modules/.bin/ts-node tools/sizing/measure/main.ts "$@"
