#!/usr/bin/env bash
# make bench: brings the load generator, builds the web app and compares it with what one would write instead.
#
#   ci/bench.sh [options of the benchmark; see --help]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
[ "$(uname)" = Linux ] || { echo 'bench: needs Linux, where processes can be pinned to cores' >&2; exit 1; }
[ "$(nproc)" -ge 2 ] || { echo 'bench: needs two cores: one for the server, one for what loads it' >&2; exit 1; }
binaries=$(node_modules/.bin/ts-node tools/deploy/binaries/main.ts redis-server wrk --env)
# shellcheck disable=SC1090
. <(printf '%s\n' "$binaries")
[ webapp/bench/node_modules/.package-lock.json -nt webapp/bench/package-lock.json ] ||
  npm ci --prefix webapp/bench --ignore-scripts --no-fund --no-audit --loglevel=error >&2
npm --prefix webapp run --silent build
PATH=$root/webapp/node_modules/.bin:$PATH npm --prefix webapp/bench run --silent start -- "$@"
