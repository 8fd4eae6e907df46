# shellcheck shell=bash disable=SC2034,SC2154 # variables that other parts set or read
# Asking before data is lost.

confirm() { # question
  [ "$assume_yes" = false ] || return 0
  [ -t 0 ] || fail "$1" 'There is nobody to ask here: give --yes to do it.'
  local answer
  printf '%s [y/N] ' "$1" >&3
  read -r answer || answer=
  [[ $answer =~ ^[yY]([eE][sS])?$ ]] || fail 'Nothing was deleted.'
}
