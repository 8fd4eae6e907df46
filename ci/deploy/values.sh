# shellcheck shell=bash disable=SC2034,SC2154 # variables that other parts set or read
# The values asked for, and what is in them.

# The chosen profile and files, in the order in which they win.
collect_values() {
  asked_values=()
  [ -z "$profile" ] || asked_values+=("$repository/chart/profiles/$profile.yaml")
  asked_values+=(${values_files[@]+"${values_files[@]}"})
}

# Checks them all together, with --set, before anything is touched. The findings name file and line, or the option, and the reason.
validate_values() {
  local item arguments=()
  collect_values
  arguments=(${asked_values[@]+"${asked_values[@]}"})
  for item in ${set_values[@]+"${set_values[@]}"}; do arguments+=(--set "$item"); done
  if [ ${#arguments[@]} -eq 0 ]; then
    note "the chart's own"
    return
  fi
  run_tool gen-values.ts validate "${arguments[@]}" || {
    end_step failed after
    show_output
    fail 'The values are wrong; see above.'
  }
}

# chart_values PATH...: the values at these paths as Helm merges them, one a line, empty when unset.
chart_values() {
  local arguments=() item
  [ -z "$profile" ] || arguments+=(--profile "$profile")
  for item in ${values_files[@]+"${values_files[@]}"}; do arguments+=(--values "$item"); done
  for item in ${set_values[@]+"${set_values[@]}"}; do arguments+=(--set "$item"); done
  run_tool stack/main.ts values ${arguments[@]+"${arguments[@]}"} "$@"
}
