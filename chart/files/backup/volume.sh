#!/bin/sh
# shellcheck disable=SC2034 # used by the scripts that source this
# The volume with the backups. Sourced by all scripts of this folder, in restic's image too, which has no bash.
#
# A backup is a folder with a name of its own: `dump.rdb`, and `about` with lines `NAME VALUE`: sha256, bytes, keys, redis-version,
# replication-id and replication-offset (of the moment of the dump), source, and before: the backup that was restored next, if that is why it was
# taken; partial: the backup whose restore was under way, so that a part of the data may be missing. It gets its name when it is whole.

# Tests put it elsewhere.
backups=${BACKUP_FOLDER:-/backups}

say() { printf 'tme1crv: %s\n' "$*"; }

fail() { say "$@" >&2; exit 1; }

# One backup, copy or restore at a time. It holds as long as this process and its children live; a script that another one calls has it already.
lock() {
  [ -z "${BACKUP_LOCKED:-}" ] || return 0
  exec 9>"$backups/.lock" || fail "nothing can be written to $backups"
  flock -n 9 || fail 'another backup or restore runs; nothing is done'
  # What an interrupted one has left.
  rm -rf "$backups"/.part-*
  export BACKUP_LOCKED=1
}

# A line of a backup's `about`.
about() { sed -n "s/^$2 //p" "$backups/$1/about" 2>/dev/null; }

# The names of all backups, the oldest first.
names() {
  for file in "$backups"/*/about; do
    if [ -f "$file" ]; then basename "${file%/about}"; fi
  done | sort
}

# What a backup is worth: `good`; `empty`, of a Redis without keys; `before`, which a restore has taken of what it was to replace; `partial`, taken
# while a restore was under way.
kind() { # name
  keys=$(about "$1" keys)
  if [ "${keys:-0}" -eq 0 ]; then
    echo empty
  elif [ -n "$(about "$1" partial)" ]; then
    echo partial
  elif [ -n "$(about "$1" before)" ]; then
    echo before
  else
    echo good
  fi
}

# What `latest` stands for: the newest good one. One of an empty Redis is what a new release takes at once, and one that a restore has taken holds
# what is to be replaced. Only when there is no other it is that one, or else one of which a part is missing.
newest() {
  before='' partial=''
  for name in $(names | sort -r); do
    case $(kind "$name") in
      good)
        echo "$name"
        return
        ;;
      before) before=${before:-$name} ;;
      partial) partial=${partial:-$name} ;;
    esac
  done
  echo "${before:-$partial}"
}
