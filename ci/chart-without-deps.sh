#!/usr/bin/env bash
# Copies the chart to DEST without its dependencies: ci/chart-without-deps.sh DEST
#
# `helm template` refuses a chart whose subcharts aren't in charts/. Our own templates must render and be checked
# where the subcharts can't be had too, so this copy's Chart.yaml doesn't name them.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# -eq 1 ] || { printf 'usage: %s DEST\n' "$0" >&2; exit 2; }
dest=$1
mkdir -p "$dest"
[ -z "$(ls -A "$dest")" ] || { printf '%s: %s is not empty; name a new folder\n' "$0" "$dest" >&2; exit 2; }
(cd "$here/../chart" && tar -cf - --exclude=./charts --exclude=./Chart.lock .) | tar -xf - -C "$dest"
# The dependencies are the last key of Chart.yaml: everything from there on goes.
sed -i '/^dependencies:/,$d' "$dest/Chart.yaml"
