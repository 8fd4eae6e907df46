#!/bin/bash
# Changes the password of the Redis, or the Sentinel, of this container while it runs. A rotation goes through all nodes with each step before the
# next: `./deploy-all.sh rotate redis` does, and docs/operations.md shows it with kubectl alone.
#
#   password.sh redis|sentinel STEP...
#
#     accept   take NEW and OLD
#     use      log in with NEW at the primary and at the other Sentinels; the exporters beside it as well
#     shown    nothing changes: exit code 1 while the mounted file, which the probes read, doesn't hold NEW yet
#     only     take NEW alone
#
# Standard input: NEW, a line break, OLD (for accept). Each step may be repeated. Exit code 1, with the reason, when one has failed.
# shellcheck source=chart/files/redis/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

who=$1
shift
new='' old=''
IFS= read -r new || true
IFS= read -r old || true
port=$REDIS_PORT
if [[ $who == sentinel ]]; then port=$REDIS_SENTINEL_PORT; fi

failed() { printf 'password: %s\n' "$*" >&2; exit 1; }

server() { timeout 5 redis-cli -h "$self" -p "$port" "$@" 2>&1; }

# Runs a command whose last argument is a secret, so that no list of processes shows it.
secretly() { # secret command…
  local reply
  reply=$(printf %s "$1" | server -x "${@:2}")
  [[ $reply == OK ]] || failed "$who: ${*:2}: ${reply:-no reply within 5 s}"
}

# With the first password that works: a step that was interrupted leaves any of them.
log_in() {
  local password reply=''
  read_mounted_password
  for password in "$new" "$old" "$mounted_password" "${REDIS_PASSWORD:-}"; do
    [[ -n $password ]] || continue
    export REDISCLI_AUTH=$password
    reply=$(server PING)
    # A Redis that loads its data, or refuses writes, has let this one in.
    case $reply in PONG | LOADING* | MISCONF* | MASTERDOWN*) return ;; esac
  done
  failed "$who: none of the known passwords works: ${reply:-no reply within 5 s}"
}

accept() {
  secretly ">$new" ACL SETUSER default
  [[ -z $old ]] || secretly ">$old" ACL SETUSER default
}

use() {
  if [[ $who == sentinel ]]; then
    secretly "$new" SENTINEL SET "$(fact master-set)" auth-pass
    secretly "$new" SENTINEL CONFIG SET sentinel-pass
    return
  fi
  secretly "$new" CONFIG SET masterauth
  # As long as both are taken, an exporter may use either.
  if [[ -n $(fact exporters) ]]; then tell_exporters; fi
}

shown() {
  [[ -f $password_file ]] || failed "$password_file is not there. Is the volume start the one of the chart's values, and has the pod restarted since the upgrade?"
  read_mounted_password
  [[ $mounted_password == "$new" ]] || failed "$password_file does not hold the new one yet"
}

only() {
  if [[ $who == sentinel ]]; then secretly ">$new" ACL SETUSER default resetpass; else secretly "$new" CONFIG SET requirepass; fi
}

quoted() { local text=${1//\\/\\\\}; printf '"%s"' "${text//\"/\\\"}"; }

# An exporter reads its file, a JSON object from address to password, only when it is asked to; until then it uses its environment.
tell_exporters() {
  local at of entries=()
  [[ -w $exporter ]] || failed "$exporter is not there: the exporters can't be told"
  # It looks its address up as it logs in: the subchart's names the user, this chart's doesn't.
  while read -r at of; do
    for at in localhost default@localhost; do entries+=("\"redis://$at:$of\": $(quoted "$new")"); done
  done <<<"$(fact exporters)"
  (
    umask 027
    IFS=,
    printf '{%s}\n' "${entries[*]}" >"$exporter/password.json.new"
  )
  mv "$exporter/password.json.new" "$exporter/password.json"
  while read -r at of; do
    [[ $(reload "$at") == ok ]] ||
      echo "password: the exporter on port $at keeps the former password: it can't read another one while it runs. Restart its pod." >&2
  done <<<"$(fact exporters)"
}

reload() { # port
  {
    exec 3<>"/dev/tcp/localhost/$1" &&
      printf 'POST /-/reload HTTP/1.0\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n' >&3 &&
      timeout 5 cat <&3 | tr -d '\r' | sed '1,/^$/d'
  } 2>/dev/null
}

[[ -n ${REDIS_PASSWORD:-} ]] || failed 'this Redis asks for no password'
[[ -n $new ]] || failed 'standard input has no new password'
for step in "$@"; do
  case $step in
    shown) shown ;;
    accept | use | only) log_in && "$step" ;;
    *) failed "unknown step $step" ;;
  esac
done
