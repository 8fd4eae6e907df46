#!/usr/bin/env bash
# Tests the chart's alert rules as they are rendered: tools/monitoring/rules/run.sh
#
# Renders two releases, puts both into one Prometheus, and runs the cases of *.test.yaml: exactly the named alerts may fire.
# HELM and PROMTOOL name the binaries; otherwise those in .tools/bin are taken, or those on PATH.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)

program() { # NAME: its path, or a message and exit 1
  if [ -x "$root/.tools/bin/$1" ]; then
    echo "$root/.tools/bin/$1"
  elif ! command -v "$1"; then
    printf '%s is not on PATH: run "make tools", or set %s\n' "$1" "${1^^}" >&2
    return 1
  fi
}
helm=${HELM:-$(program helm)}
promtool=${PROMTOOL:-$(program promtool)}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$root/ci/chart-without-deps.sh" "$work/chart"

# The second release is what docs/operations.md advises: its own namespace, and the monitoring stack of the first.
"$helm" template tme1crv "$work/chart" --namespace default > "$work/first.yaml"
"$helm" template second "$work/chart" --namespace default --set kube-prometheus-stack.enabled=false \
  --set workload.namespace=second --set redis.namespaceOverride=second > "$work/second.yaml"

cd "$root"
PATH="$root/node_modules/.bin:$PATH" node --require ts-node/register "$here/expand.ts" "$work" "$work/first.yaml" "$work/second.yaml"

"$promtool" check rules --lint-fatal "$work/rules.yaml" > "$work/check" 2>&1 || { cat "$work/check"; exit 1; }
cd "$work"
# Two at a time: each database lives in memory, and small machines have two cores.
# shellcheck disable=SC2016  # the inner shell expands these
if ! find . -name '*.promtool.yaml' -print0 | sort -z |
  PROMTOOL=$promtool xargs -0 -n 12 -P 2 sh -c '"$PROMTOOL" test rules "$@" > "$$.log" 2>&1 || exit 1' sh; then
  # promtool names the file; the file's first line names the case.
  cat ./*.log | while read -r line; do
    case $line in
      *.promtool.yaml) case_file=${line##* } ;;
      '' | SUCCESS) ;;
      FAILED:) printf '\n%s\n  %s\n' "$(head -1 "$case_file")" "$line" ;;
      *) printf '    %s\n' "$line" ;;
    esac
  done
  exit 1
fi
printf 'promtool: %d rules, all %d cases as expected, with two releases in one Prometheus\n' \
  "$(grep -cE '^ +(- )?(alert|record):' "$work/rules.yaml")" "$(find . -name '*.promtool.yaml' | wc -l)"
