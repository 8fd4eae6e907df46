#!/usr/bin/env bash
# make test: every suite, one after the other (they share two cores well and ports badly); at the end the counts.
#
#   ci/test.sh              all
#   ci/test.sh integration  only the suites with that word in their name
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
only=${1:-}
logs=$root/.tools/test-logs
rm -rf "$logs" && mkdir -p "$logs"
# shellcheck source=/dev/null
. .tools/programs.env
passed=0 failed=0 lines=()

# Adds up what a suite's own summary says: node's runner, and `N passed, N failed`.
count() { # log
  awk '{ gsub(/\033\[[0-9;]*m/, "") }
    /^(ℹ|#) pass [0-9]+$/ { p += $3 } /^(ℹ|#) fail [0-9]+$/ { f += $3 } /^(ℹ|#) cancelled [0-9]+$/ { f += $3 }
    /: [0-9]+ passed, [0-9]+ failed$/ { p += $(NF-3); f += $(NF-1) }
    END { print p + 0, f + 0 }' "$1"
}

suite() { # name command...
  local name=$1 log start=$SECONDS p f status; shift
  [[ -z $only || $name == *"$only"* ]] || return 0
  log=$logs/${name//[ \/]/-}.log
  printf '\n== %s\n' "$name"
  "$@" 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  read -r p f < <(count "$log")
  if [ $((p + f)) -eq 0 ]; then # a check without counts of its own counts as one
    if [ "$status" -eq 0 ]; then p=1; else f=1; fi
  fi
  [ "$status" -eq 0 ] || [ "$f" -gt 0 ] || f=1
  passed=$((passed + p)) failed=$((failed + f))
  lines+=("$(printf '%-34s %4d passed %4d failed %5d s' "$name" "$p" "$f" $((SECONDS - start)))")
}

suite 'lint-test' node_modules/.bin/ts-node ci/lint/main.ts
suite 'types and style' npm run --silent check
suite 'web app: types and build' npm --prefix webapp run --silent build
suite 'tools: unit' npm run --silent test:unit
suite 'web app: unit' npm --prefix webapp run --silent test:unit
suite 'web app: benchmark, one second of each' ci/bench.sh --rounds 1 --seconds 1 --warm-up 1 --workload mix --no-latency
suite 'web app: integration' npm --prefix webapp run --silent test:integration
suite 'tools and local stack: integration' npm run --silent test:integration

printf '\n== summary\n'
printf '%s\n' "${lines[@]}"
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
