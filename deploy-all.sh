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

# How to get npm, in one line for the systems whose package manager is known.
npm_hint() {
  local id='' like='' release=${TME1CRV_OS_RELEASE:-/etc/os-release}
  [ -r "$release" ] || release=/dev/null
  [ "$(uname 2>/dev/null)" != Darwin ] || { echo 'Install it: brew install node'; return; }
  while IFS='=' read -r key value; do
    value=${value//[\"\']/}
    case $key in ID) id=$value ;; ID_LIKE) like=$value ;; esac
  done <"$release"
  case " $id $like " in
    *' fedora '*) echo 'Install it: sudo dnf install nodejs-npm' ;;
    *' debian '*) echo 'Install it, as root: apt-get update && apt-get install --no-install-recommends npm' ;;
    *) echo 'Install it: https://nodejs.org' ;;
  esac
}

node=$repository/node_modules/.bin/node installed=$repository/node_modules/.package-lock.json
if [ ! -x "$node" ] || [ ! -f "$installed" ] || [ "$repository/package-lock.json" -nt "$installed" ]; then
  command -v npm >/dev/null || fail 'npm is needed and was not found: it brings the Node.js that this project runs on.' "$(npm_hint)"
  printf '==> node packages … '
  log=$(mktemp)
  child='' ticker='' begun=$SECONDS
  # For the last line, which stands below those of the ticker.
  indent() { [ $((SECONDS - begun)) -lt 4 ] || printf '    '; }
  # Neither of the two ends by Ctrl-C alone: the shell starts what runs beside it without that signal.
  interrupted() { # exit code
    # shellcheck disable=SC2086 # nothing, or one number each
    kill $child $ticker 2>/dev/null || true
    rm -f "$log"
    printf '%sinterrupted\n' "$(indent)"
    exit "$1"
  }
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM
  npm ci --no-audit --no-fund --loglevel=error --prefix "$repository" >"$log" 2>&1 &
  child=$!
  # As tools/deploy/progress.ts does it: a line every 4 s.
  (
    seconds=0 before=$'\n'
    while sleep 4; do
      seconds=$((seconds + 4))
      printf '%s%7d s: npm ci: Node.js 24 and the packages of the tools\n' "$before" "$seconds"
      before=''
    done
  ) &
  ticker=$!
  code=0
  wait "$child" || code=$?
  kill "$ticker"
  if [ "$code" -ne 0 ] || [ ! -x "$node" ]; then
    printf '%sfailed\n' "$(indent)"
    tail -n 40 "$log" >&2
    rm -f "$log"
    fail 'The packages could not be installed; see above.' "By hand: npm ci --prefix $repository"
  fi
  rm -f "$log"
  trap - INT TERM
  printf '%sdone\n' "$(indent)"
fi

cd "$repository"
exec "$node" --require ts-node/register tools/deploy/main.ts "$@"
