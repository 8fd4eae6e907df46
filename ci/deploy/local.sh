# shellcheck shell=bash disable=SC2034,SC2154 # variables that other parts set or read
# The same architecture as processes on this machine; the work is in tools/stack.

# Two steps here, the rest in tools/stack/up.ts, which counts on.
local_steps_before=2
local_steps_total=10

up_local() {
  [ -z "$image$push_to" ] || say '--image and --push-to have no effect here: the web app runs from its source.'
  step_total=$local_steps_total
  [ -n "$profile" ] || profile=dev
  step 'node packages' install_packages
  step 'values' validate_values
  local arguments=(--profile "$profile" --port-offset "$port_offset" --timeout "$timeout") item
  for item in ${values_files[@]+"${values_files[@]}"}; do arguments+=(--values "$item"); done
  for item in ${set_values[@]+"${set_values[@]}"}; do arguments+=(--set "$item"); done
  export TME1CRV_STEPS_BEFORE=$local_steps_before
  hand_over up "${arguments[@]}"
}

status_local() {
  [ -x "$repository/node_modules/.bin/node" ] || { say 'the local stack is down'; exit 1; }
  hand_over status
}

down_local() {
  if [ ! -x "$repository/node_modules/.bin/node" ]; then
    step_total=1
    step 'node packages' install_packages
  fi
  local arguments=()
  if [ "$delete_data" = true ]; then
    confirm "Delete all data, logs and the password in ${TME1CRV_STATE:-$repository/.local}?"
    arguments+=(--delete-data)
  fi
  hand_over down ${arguments[@]+"${arguments[@]}"}
}

# Replaces this shell, so that an interruption reaches the stack itself.
hand_over() { # arguments of tools/stack/main.ts
  rm -f "$work_log"
  exec "$repository/node_modules/.bin/node" --require ts-node/register "$repository/tools/stack/main.ts" "$@"
}
