#!/usr/bin/env bash
# Brings the whole architecture up with one command, on Kubernetes or as local processes; see --help.
# Here: Node.js and the packages. Everything else is in tools/deploy.
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
started=${EPOCHREALTIME:-$(date +%s).000000} # EPOCHREALTIME came with bash 5; macOS has an older one
started=${started/[.,]/}
# For the time from here to the first write and read, in ms.
export TME1CRV_CALLED_FROM=$PWD TME1CRV_STARTED_AT=${started%???}

fail() { # message hint
  printf 'error: %s\n%s\n' "$1" "$2" >&2
  exit 1
}

# Help needs nothing.
case " $* " in *' --help '* | *' -h '*)
  cat "$repository/tools/deploy/usage.txt"
  exit 0
  ;;
esac

node=$repository/node_modules/.bin/node installed=$repository/node_modules/.package-lock.json
if [ ! -x "$node" ] || [ ! -f "$installed" ] || [ "$repository/package-lock.json" -nt "$installed" ]; then
  command -v npm >/dev/null || fail 'npm is needed and was not found: it brings the Node.js that this project runs on.' \
    "Install it from https://nodejs.org or, as root on Debian and Ubuntu: apt-get update && apt-get install --no-install-recommends npm"
  printf '==> node packages … '
  log=$(mktemp)
  child='' dots=''
  # Neither of the two ends by Ctrl-C alone: the shell starts what runs beside it without that signal.
  interrupted() { # exit code
    # shellcheck disable=SC2086 # nothing, or one number each
    kill $child $dots 2>/dev/null || true
    rm -f "$log"
    printf 'interrupted\n'
    exit "$1"
  }
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM
  npm ci --no-audit --no-fund --loglevel=error --prefix "$repository" >"$log" 2>&1 &
  child=$!
  (while sleep 3; do printf .; done) &
  dots=$!
  code=0
  wait "$child" || code=$?
  kill "$dots"
  if [ "$code" -ne 0 ] || [ ! -x "$node" ]; then
    printf 'failed\n'
    tail -n 40 "$log" >&2
    rm -f "$log"
    fail 'The packages could not be installed; see above.' "By hand: npm ci --prefix $repository"
  fi
  rm -f "$log"
  trap - INT TERM
  printf 'done\n'
fi

cd "$repository"
exec "$node" --require ts-node/register tools/deploy/main.ts "$@"
