#!/usr/bin/env bash
# Installs what the checks and tests need, inside this folder and the user's cache; a second run has nothing to do.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# npm ci where the installed packages aren't those of the lock file
packages() { # folder
  if [ ! -e "$1/node_modules/.package-lock.json" ] || [ "$1/package-lock.json" -nt "$1/node_modules/.package-lock.json" ]; then
    printf 'setup: npm ci in %s\n' "$1" >&2
    npm ci --prefix "$1" --no-fund --no-audit --loglevel=error >&2
    touch "$1/node_modules/.package-lock.json"
  fi
}
command -v npm >/dev/null || fail 'Node.js with npm is missing: install it (https://nodejs.org; Debian, Ubuntu: apt-get update && apt-get install --no-install-recommends npm); it brings Node 24 for this project itself'
packages .
export PATH=$root/node_modules/.bin:$PATH # the project's own npm and Node from here on
packages webapp

stamp=$(sha256sum ci/requirements.txt | cut -c1-16)
if [ "$(cat .venv/.stamp 2>/dev/null)" != "$stamp" ]; then
  command -v python3 >/dev/null || fail 'Python 3 is missing: install it (Debian: apt-get install python3-venv)'
  printf 'setup: Python tools into .venv\n' >&2
  rm -rf .venv
  python3 -m venv .venv || fail 'python3 -m venv failed: install the venv module (Debian: apt-get install python3-venv)'
  .venv/bin/pip install --quiet --disable-pip-version-check -r ci/requirements.txt
  printf %s "$stamp" >.venv/.stamp
fi

node_modules/.bin/ts-node ci/tools/build.ts helm ct kubeconform helm-unittest promtool restic s3 actionlint kind
# The binaries of the local stack, and shellcheck: from PATH, else from Debian's packages, unpacked into the cache.
mkdir -p .tools/bin
node_modules/.bin/ts-node tools/deploy/binaries/main.ts --env >.tools/programs.env
if ! command -v shellcheck >/dev/null && [ ! -x .tools/bin/shellcheck ]; then
  # shellcheck disable=SC1090
  . <(node_modules/.bin/ts-node tools/deploy/binaries/main.ts shellcheck --env)
  ln -sf "${SHELLCHECK_BIN:?}" .tools/bin/shellcheck
fi
