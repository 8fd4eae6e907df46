#!/bin/bash
# shellcheck disable=SC2154 # backups: of lib.sh
# Takes a backup, and deletes the oldest ones beyond the number to keep.
#
#   take.sh [KEEP] [BEFORE]    none given: nothing is deleted. KEEP 0: only of those that restores have taken. BEFORE: the backup that is restored
#                              next, which is noted; it stays
#
# The data come from a replica that follows, since a dump costs memory and time there; without one, from the primary. Prints the backup's name
# as the last word. Exit code 1, and no backup, when nothing whole could be got.
set -uo pipefail
# shellcheck source=chart/files/backup/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# How many backups stay of those that restores with --force have taken of what they delete.
KEEP_BEFORE=3

# What the nodes hold: lines of `HOST PORT` and what `ask` says.
held() {
  local host port
  while read -r host port; do
    { read -r answer < <(ask -h "$host" -p "$port") && printf '%s %s %s\n' "$host" "$port" "$answer"; } &
  done < <(nodes)
  wait
}

# Reads these lines and prints whom to take the data from: `HOST PORT ROLE`. Of the replicas that follow, the one that is furthest.
choose() {
  awk '
    { node = $1 " " $2 " " ($6 == "master" ? "primary" : "replica") }
    $6 == "slave" && $9 == "up" && (replica == "" || $8 + 0 > offset) { replica = node; offset = $8 + 0 }
    $6 == "master" { primary = node }
    END { if (replica != "") print replica; else if (primary != "") print primary }'
}

# A name that says when, and that no other backup has.
new_name() {
  local name
  while name=$(date -u +%Y%m%dT%H%M%SZ) && [[ -e $backups/$name ]]; do sleep 0.2; done
  echo "$name"
}

# Of each kind the newest stay; the oldest beyond their number are deleted. Each kind is counted apart: a Redis that held nothing, what restores
# have set aside and data of which a part is missing may not push out the backups of the schedule. KEEP 0 leaves those.
expire() { # KEEP, backups that are needed
  local name of
  local -A left=([good]=$1 [empty]=1 [before]=$KEEP_BEFORE [partial]=1)
  for name in $(names | sort -r); do
    of=$(kind "$name")
    if [[ $1 -eq 0 && ! $of =~ ^(before|partial)$ ]]; then continue; fi
    if [[ ${left[$of]} -gt 0 ]]; then left[$of]=$((left[$of] - 1)); continue; fi
    if [[ " ${*:2} " == *" $name "* ]]; then continue; fi
    say "deleting the backup $name: newer ones are there"
    # Renamed first: a folder that is half deleted is no backup.
    mv "$backups/$name" "$backups/.part-$name" && rm -rf "$backups/.part-$name"
  done
}

# Has a node send its data, into the file `dump.rdb`. In the background, so that a stop signal is heard.
dump() {
  redis-cli -h "$host" -p "$port" --rdb "$part/dump.rdb" >"$part/log" 2>&1 &
  wait $! || fail "no backup: the $role at $host sent no whole copy: $(tail -n 1 "$part/log"); free on the volume: $(df --output=avail -h "$backups" | tail -n 1 | tr -d ' ')"
}

# This chart's own keys of that node, in two lines: how many there are of the history, 1 or 0, and what the marker of a restore says.
own_keys() { printf 'EXISTS %s\nGET %s\n' "$HISTORY_KEY" "$MARKER" | redis-cli -h "$host" -p "$port" 2>&1; }

lock
until read -r host port role < <(held | choose); do
  [[ $SECONDS -lt $BACKUP_PATIENCE ]] || fail "no backup: no Redis of this release has responded for $BACKUP_PATIENCE s"
  sleep 1
done
name=$(new_name)
part=$backups/.part-$name
mkdir -p "$part" || fail "no backup: $part could not be made"
# What this process has not renamed is none.
trap 'rm -rf "$part"' EXIT
trap 'exit 143' TERM INT
# The program that checks a dump tells how many keys are in it, not which. So Redis is asked before and after which of this chart's own it has:
# when it says the same, the dump has them too.
for ((dumps = 1; ; dumps++)); do
  own=$(own_keys)
  dump
  [[ $own != "$(own_keys)" ]] || break
  [[ $dumps -lt 5 ]] || fail "no backup: during each of $dumps copies from the $role at $host this chart's own keys have changed"
done
check=$(redis-check-rdb "$part/dump.rdb" 2>&1) || fail "no backup: the copy from the $role at $host is damaged: $(tail -n 1 <<<"$check")"
field() { sed -n "s/.*AUX FIELD $1 = '\(.*\)'.*/\1/p" <<<"$check"; }
keys=$(sed -n 's/^\[info\] \([0-9]*\) keys read.*/\1/p' <<<"$check")
[[ $keys =~ ^[0-9]+$ ]] || fail "no backup: redis-check-rdb doesn't say how many keys the copy from the $role at $host holds: $(tail -n 1 <<<"$check")"
{ read -r history && read -r marker; } <<<"$own"
[[ $history =~ ^[01]$ ]] || fail "no backup: the $role at $host doesn't say which keys are this chart's own: $own"
keys=$((keys - history))
[[ -z $marker ]] || keys=$((keys - 1))
read -r partial _ < <(unfinished "$marker" "$(redis-cli -h "$host" -p "$port" HGET "$HISTORY_KEY" beat)")
cat >"$part/about" <<END || fail 'no backup: the volume is full'
sha256 $(sha256sum "$part/dump.rdb" | cut -d ' ' -f 1)
bytes $(stat -c %s "$part/dump.rdb")
keys $keys
redis-version $(field redis-ver)
replication-id $(field repl-id)
replication-offset $(field repl-offset)
source $role $host${2:+
before $2}${partial:+
partial $partial}
END
rm "$part/log"
sync "$part"/* "$part" || fail 'no backup: the volume is full'
mv "$part" "$backups/$name" || fail "no backup: $part could not be renamed"
sync "$backups"
# A restore that was interrupted goes on with its backup.
if [[ $# -gt 0 ]]; then expire "$1" "${2:-}" "$partial"; fi
say "$keys keys, $(about "$name" bytes) bytes from the $role at $host: backup $name"
