# shellcheck shell=bash disable=SC2034,SC2154 # variables that other parts set or read
# What the user sees: numbered and timed steps, messages, and the way a run ends.
# Descriptors 3 and 4 are the user's terminal, also inside a step, whose own output goes to a log.
exec 3>&1 4>&2

step_number=0
step_total=0
current_step=
step_started=0
step_note=
work_log=
child=

# say TEXT: a line for the user.
say() { printf '%s\n' "$*" >&3; }

# fail MESSAGE [HINT...]: ends the run with one clear message and the way out.
fail() {
  end_step failed after
  printf 'error: %s\n' "$1" >&4
  shift
  [ $# -eq 0 ] || printf '%s\n' "$@" >&4
  exit 1
}

# step NAME FUNCTION [ARGUMENT...]: runs a step and prints its number, name and duration. The step's output is shown
# when it fails; what it sets with `note` stands behind the duration.
step() {
  local name=$1
  shift
  step_number=$((step_number + 1))
  step_note=
  step_started=$(now_ms)
  [ -n "$work_log" ] || work_log=$(mktemp "${TMPDIR:-/tmp}/tme1crv-deploy.XXXXXX")
  printf '==> [%d/%d] %s … ' "$step_number" "$step_total" "$name" >&3
  current_step=$name
  # Not in a condition: that would switch `set -e` off inside the step.
  "$@" >"$work_log" 2>&1
  end_step 'done' in
}

# note TEXT: what a step has to tell, printed behind its duration.
note() { step_note=$*; }

# show_output: what the step has printed so far, its last lines.
show_output() { tail -n 40 "$work_log" >&4; }

# attend PROGRAM...: runs a long command so that an interruption reaches it at once; bash would first wait for its end.
# Not for functions: the signal would end the subshell that runs one, and leave the program behind.
attend() {
  local code=0
  "$@" &
  child=$!
  wait "$child" || code=$?
  child=
  return "$code"
}

end_step() { # done|failed|interrupted in|after
  [ -n "$current_step" ] || return 0
  local ms=$(($(now_ms) - step_started))
  current_step=
  printf '%s %s %d.%d s%s\n' "$1" "$2" $((ms / 1000)) $((ms % 1000 / 100)) "${step_note:+ ($step_note)}" >&3
}

now_ms() {
  # EPOCHREALTIME came with bash 5; macOS has an older one.
  local now=${EPOCHREALTIME:-$(date +%s).000000}
  now=${now/[.,]/}
  printf '%s' "${now%???}"
}

# A command that failed where nobody expected it: its output is the explanation.
on_exit() {
  local code=$?
  trap - EXIT
  if [ -n "$current_step" ]; then
    end_step failed after
    show_output
  fi
  [ -z "$work_log" ] || rm -f "$work_log"
  exit "$code"
}

on_interrupt() { # exit code
  trap '' INT TERM
  if [ -n "$child" ]; then
    kill -TERM "$child" 2>/dev/null || true
    wait "$child" || true
  fi
  end_step interrupted after
  say 'Stopped. Run the same command again to go on from here, or "./deploy-all.sh down" to take everything down.'
  exit "$1"
}

trap on_exit EXIT
trap 'on_interrupt 130' INT
trap 'on_interrupt 143' TERM
