#!/usr/bin/env bash
# Brings the whole architecture up with one command, on Kubernetes or as local processes; see --help.
set -euo pipefail
shopt -s inherit_errexit 2>/dev/null || true # bash 4.4; without it a little less strict

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

for part in ui options confirm node target values cluster image diagnose addresses kubernetes leftovers kubernetes-down kind local; do
  # shellcheck source=/dev/null
  . "$repository/ci/deploy/$part.sh"
done
# For the time from here to the first write and read.
TME1CRV_STARTED_AT=$(now_ms)
export TME1CRV_STARTED_AT

main() {
  read_options "$@"
  # Paths on the command line are relative to where it was given.
  make_paths_absolute
  cd "$repository"
  require_node
  resolve_target
  # shellcheck disable=SC2154 # set by read_options
  case $command in
    up) "up_$target" ;;
    down) "down_$target" ;;
    status) "status_$target" ;;
  esac
}

main "$@"
