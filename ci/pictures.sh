#!/usr/bin/env bash
# make pictures: draws the dashboards' pictures in docs/images anew, from a local stack under load.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
pictures=tools/monitoring/pictures
chromium=${CHROMIUM_BIN:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$chromium" ] || { echo 'pictures: Chromium is missing: install it (Debian: apt-get install chromium) or set CHROMIUM_BIN' >&2; exit 1; }
# Out of tools/, where the unit tests would find the tests of half of npm.
mkdir -p .tools/pictures
cp "$pictures"/draw/package*.json .tools/pictures/
npm ci --prefix .tools/pictures --ignore-scripts --no-fund --no-audit --loglevel=error
ln -sfn ../../../../.tools/pictures/node_modules "$pictures/draw/node_modules"
tsc -p "$pictures/draw"
# shellcheck source=/dev/null
. .tools/programs.env
ts-node "$pictures/record/main.ts" .tools/pictures/recording.json
CHROMIUM_BIN=$chromium ts-node "$pictures/draw/main.ts" .tools/pictures/recording.json docs/images
