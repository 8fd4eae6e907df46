#!/usr/bin/env bash
# make lint-test: every check that needs neither a cluster nor a running program.
#
# Each check is named and timed; all run, and the end says which failed. Checks of the whole chart with its subcharts
# are left out, with one line that says so, where the subcharts can't be had.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root" || exit 1
export PATH=$root/.venv/bin:$root/.tools/bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=()

check() { # name command...; SHOW=1 prints what it says also when all is well
  local name=$1 start=${EPOCHREALTIME//[!0-9]/} tenths; shift
  if "$@" >"$work/out" 2>&1; then
    passed=$((passed + 1))
    tenths=$(((${EPOCHREALTIME//[!0-9]/} - start) / 100000))
    printf 'ok    %-70s %3d.%d s\n' "$name" $((tenths / 10)) $((tenths % 10))
    [ -z "${SHOW:-}" ] || sed 's/^/      /' "$work/out"
  else
    failed+=("$name")
    printf 'FAIL  %s\n' "$name"
    sed 's/^/      /' "$work/out" | head -n 200
  fi
}

gen() { node_modules/.bin/ts-node tools/gen-values.ts "$@"; }

conform() { # chart [helm options...]: renders and holds against the schemas; anything that isn't known is an error
  helm template tme1crv "$@" >"$work/rendered.yaml" &&
    kubeconform -strict -summary -schema-location "$root/.tools/schemas/{{.ResourceKind}}{{.KindSuffix}}.json" "$work/rendered.yaml"
}

refuses_unknown_fields() { # that the check above can fail
  sed 's/terminationGracePeriodSeconds:/terminationGracePeriodSecond:/' "$work/rendered.yaml" >"$work/broken.yaml"
  ! kubeconform -strict -schema-location "$root/.tools/schemas/{{.ResourceKind}}{{.KindSuffix}}.json" "$work/broken.yaml"
}

shell_scripts() { git ls-files -co --exclude-standard | while read -r f; do
  { [ -f "$f" ] && head -n 1 "$f" | grep -qE '^#!.*\b(bash|sh)$' && echo "$f"; } || true; done; }

ci/lint/schemas.sh || exit 1
without=$work/chart-alone
node_modules/.bin/ts-node tools/deploy/chart-alone.ts "$without" || exit 1

check 'generated files are up to date (gen-values --check)' gen --check
check 'chart-testing lint' ct lint --config ci/ct.yaml
check 'yamllint' yamllint --strict -c ci/lintconf.yaml ci/ chart/Chart.yaml chart/values.yaml chart/profiles chart/ci chart/tests
# shellcheck disable=SC2046 # file names without blanks
check 'shellcheck' shellcheck -x $(shell_scripts)
planned=$work/planned.yaml # with what a plan sets only sometimes: zones, larger bodies
plan() { gen plan --reads 500 --writes 20 --items 1e5 --item-bytes 100KiB --zones 3 -o "$planned"; }
check 'gen-values plan' plan
for values in chart/profiles/*.yaml chart/ci/*.yaml chart/tests/values/*.yaml "$planned"; do
  check "gen-values validate $values" gen validate --strict "$values"
  check "kubeconform, own templates, $values" conform "$without" -f "$values"
done
check 'kubeconform, own templates, default values' conform "$without"
check 'kubeconform refuses a misspelled field' refuses_unknown_fields
check 'helm-unittest, own templates' helm-unittest --color=false -f 'tests/*_test.yaml' "$without"
SHOW=1 check 'promtool on the rendered rules' node_modules/.bin/ts-node tools/monitoring/rules/main.ts

subcharts() { node_modules/.bin/ts-node tools/deploy/subcharts.ts "$@" 2>/dev/null; }
if subcharts --check && subcharts; then
  for values in chart/profiles/*.yaml chart/ci/*.yaml chart/tests/values/*.yaml "$planned"; do check "kubeconform, with subcharts, $values" conform chart -f "$values"; done
  check 'kubeconform, with subcharts, default values' conform chart
  check 'helm-unittest, with subcharts' helm-unittest --color=false -f 'tests/with-subcharts/*_test.yaml' chart
else
  echo 'left out: checks of the chart with its subcharts (they are neither in chart/charts nor in CHART_DEPS_DIR; make deps brings them)'
fi

printf 'lint-test: %d passed, %d failed\n' "$passed" "${#failed[@]}"
[ ${#failed[@]} -eq 0 ] || { printf '  failed: %s\n' "${failed[@]}"; exit 1; }
