#!/usr/bin/env bash
# Puts the pinned subcharts into chart/charts/: from CHART_DEPS_DIR when it holds exactly those packages (installs without
# internet access), else from their repositories.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
chart=$here/../chart
folder=${CHART_DEPS_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/tme1crv/charts}
helm=${HELM:-$(command -v helm || echo "$here/../.tools/bin/helm")}

# name-version.tgz of each dependency, as Chart.yaml pins them
packages() { awk '/^dependencies:/ {on=1} on && /- name:/ {n=$3} on && /version:/ {print n "-" $2 ".tgz"}' "$chart/Chart.yaml"; }

complete() { # folder: holds every package?
  local p
  for p in $(packages); do [ -s "$1/$p" ] || return 1; done
}

only_check=
[ "${1:-}" = --check ] && only_check=1
if complete "$chart/charts"; then exit 0; fi
if complete "$folder"; then
  [ -z "$only_check" ] || exit 0
  mkdir -p "$chart/charts"
  rm -f "$chart"/charts/*.tgz
  for p in $(packages); do cp "$folder/$p" "$chart/charts/$p.part" && mv "$chart/charts/$p.part" "$chart/charts/$p"; done
  printf 'deps: subcharts taken from %s\n' "${CHART_DEPS_DIR:+CHART_DEPS_DIR }$folder" >&2
  exit 0
fi
if [ -n "${CHART_DEPS_DIR:-}" ]; then
  printf 'deps: CHART_DEPS_DIR (%s) does not hold %s\n' "$folder" "$(packages | paste -sd' ')" >&2
fi
[ -z "$only_check" ] || exit 1
[ -x "$helm" ] || { printf 'deps: helm is missing: install Helm 3.18 or newer, or run: make tools\n' >&2; exit 1; }
# A repository that helm doesn't know yet makes `helm dependency build` fail.
from_repositories() {
  "$helm" repo add prometheus-community https://prometheus-community.github.io/helm-charts --force-update >&2 &&
    timeout 300 "$helm" dependency build "$chart" >&2
}
from_repositories || {
  printf 'deps: the chart repositories cannot be reached. Put %s into a folder and set CHART_DEPS_DIR to it.\n' "$(packages | paste -sd' ')" >&2
  exit 1
}
