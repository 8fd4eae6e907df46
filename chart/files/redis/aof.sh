#!/bin/bash
# shellcheck disable=SC2154 # state: of lib.sh
# Keeps the append-only file such that Redis can load it. Sourced by the start scripts.
#
# A write that fits on a full volume only in part is cut off again by Redis, and repeated later. In a file that Redis made while it ran (after
# each rewrite, on a replica after each full synchronization) it goes on behind the part that was cut off, and a hole of zeros stays: the next
# start ends with "Bad file format". Besides, Redis counts the file's bytes without the hole, and the next such cut goes too far. Redis 7.0 and
# 8.0 do this: openNewIncrAofForAppend opens the file without O_APPEND. Zeros at the end are what a power failure may leave.

# The files that Redis loads, in their order: the base (type b) and the increments (type i).
aof_files() { # types
  awk -v folder="$AOF_FOLDER" -v types="$1" '$1 == "file" && index(types, $6) { print folder "/" $2 }' "$AOF_FOLDER/$AOF_NAME.manifest" 2>/dev/null
}

# The file that Redis appends to, the last increment. Before the first start there is none: then Redis makes one of this name.
appended_file() {
  local file
  file=$(aof_files i | tail -n 1)
  printf '%s\n' "${file:-$AOF_FOLDER/$AOF_NAME.1.incr.aof}"
}

# Takes the holes out, before Redis loads the file. Nothing else is changed: what is damaged otherwise is for Redis to report.
mend_aof() {
  local file at zeros
  # Once: keep_aof needs them every second.
  AOF_FOLDER=$(setting dir /data)/$(setting appenddirname appendonlydir) AOF_NAME=$(setting appendfilename appendonly.aof)
  [[ $(setting appendonly no) == yes ]] || return 0
  echo $$ >"$state/guard.pid" # tells the liveness probe that this is no hung Redis
  while read -r file; do
    cut_zeros_at_end "$file"
    contains_zeros "$file" || continue
    while at=$(readable_bytes "$file") && zeros=$(zeros_at "$file" "$at") && [[ $zeros -gt 0 ]]; do
      if ! cut_out "$file" "$at" "$zeros"; then
        say "the append-only file ${file##*/} has a hole of $zeros zeros at byte $at, and no copy without it fits on the volume. Runbook: RedisAofWriteFailing"
        break
      fi
      say "the append-only file ${file##*/} had a hole of $zeros zeros at byte $at, left by a full volume. It is taken out; all commands stay."
    done
  done < <(aof_files i)
  rm -f "$state/guard.pid"
  SAFE_FILE=$(appended_file)
}

# No command ends with a zero. What is left of one that is cut short, Redis itself cuts off (aof-load-truncated).
cut_zeros_at_end() { # file
  local at bytes
  [[ $(tail -c 1 "$1" 2>/dev/null | od -An -tu1) -eq 0 ]] || return 0
  bytes=$(stat -c %s "$1") || return 0
  [[ $bytes -gt 0 ]] || return 0
  at=$(LC_ALL=C grep -aobP '\x00+$' "$1" | tr -d '\000' | tail -n 1 | cut -d : -f 1)
  truncate -s "$at" "$1" || return 0
  say "the append-only file ${1##*/} had $((bytes - at)) zeros at its end, left by a power failure. They are taken away."
}

# Much faster than to read every command. A value may contain zeros, too.
contains_zeros() { # file
  [[ -n $(tr -dc '\000' <"$1" 2>/dev/null | head -c 1 | tr '\000' 0) ]]
}

# How far the commands reach; exit code 1 when it is to the end, or can't be told.
readable_bytes() { # file
  redis-check-aof "$1" 2>/dev/null | sed -n 's/.*ok_up_to=\([0-9]*\),.*diff=[1-9][0-9]*$/\1/p' | grep .
}

zeros_at() { # file offset
  tail -c "+$(($2 + 1))" "$1" | LC_ALL=C cmp - /dev/zero 2>&1 |
    sed -n 's/.* differ: [a-z]* \([0-9]*\),.*/\1/p' | awk '{ printf "%.0f\n", $1 - 1 }'
}

# A copy takes the file's place, so that an interruption leaves one or the other.
cut_out() { # file offset bytes
  local copy=$1.mended
  if { head -c "$2" "$1" && tail -c "+$(($2 + $3 + 1))" "$1"; } >"$copy" && sync "$copy"; then
    mv "$copy" "$1"
  else
    rm -f "$copy"
    return 1
  fi
}

# Bytes of the files that Redis loads.
aof_bytes() { aof_files bi | xargs -r -d '\n' stat -c %s 2>/dev/null | awk '{ bytes += $1 } END { printf "%.0f\n", bytes }'; }

# Has the file of the running Redis written anew as soon as there is a hole in it, which is when it has more bytes than Redis counts. In the file
# that is there when Redis starts there can be none, and its count is not that exact.
keep_aof() {
  local bytes pause=10 seen=0 not_before=0
  until_loaded || return
  while redis_runs; do
    sleep 1
    [[ $(appended_file) != "$SAFE_FILE" ]] || continue
    # Before Redis is asked: it may write in between.
    bytes=$(aof_bytes)
    case $(local_cli INFO persistence | tr -d '\r' | awk -F: -v bytes="$bytes" '
      { field[$1] = $2 }
      END {
        idle = field["aof_enabled"] == 1 && field["aof_rewrite_in_progress"] == 0 && field["aof_rewrite_scheduled"] == 0
        if (idle && field["aof_last_write_status"] == "ok") print (bytes > field["aof_current_size"] + 0 ? "hole" : "whole")
      }') in
      hole) seen=$((seen + 1)) ;;
      whole) seen=0 pause=10 not_before=0 ;;
      *) seen=0 ;;
    esac
    # Once may be a rewrite that has just ended. One that fails is tried again, less and less often.
    [[ $seen -ge 2 && $SECONDS -ge $not_before ]] || continue
    say "a write had failed: the append-only file is written anew ($(local_cli BGREWRITEAOF))"
    not_before=$((SECONDS + pause)) pause=$((pause < 640 ? pause * 2 : pause)) seen=0
  done
}
