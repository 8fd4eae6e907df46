# shellcheck shell=bash disable=SC2034,SC2154 # variables that other parts set or read
# The cluster that is deployed to, and the programs that talk to it.

kube_context=
helm=

require_program() { # name where-to-get-it
  command -v "$1" >/dev/null || fail "$1 is needed and was not found." "Install it: $2"
}

# Everything from here on talks to this context, whatever the current one becomes meanwhile.
use_context() { kube_context=$1; }

kube() { command kubectl --context "$kube_context" "$@"; }

helm() { "$helm" --kube-context "$kube_context" "$@"; }

# Names the cluster before anything is sent to it, and makes sure that it answers.
require_cluster() {
  require_program kubectl 'https://kubernetes.io/docs/tasks/tools/'
  local server
  [ -n "$kube_context" ] || use_context "$(current_context)"
  [ -n "$kube_context" ] || fail 'kubectl has no current context.' \
    "Choose one of 'kubectl config get-contexts' with 'kubectl config use-context NAME', or use --target local."
  server=$(kube config view --minify --output 'jsonpath={.clusters[0].cluster.server}')
  say "cluster: context $kube_context, $server"
  kube get --raw /version --request-timeout=10s >/dev/null 2>"$(error_file)" || fail \
    "The cluster of context $kube_context ($server) did not answer within 10 s." \
    "$(tail -n 2 "$(error_file)")" 'Is it running, and is this machine allowed to reach it?'
}

find_helm() { helm=$(run_tool stack/main.ts programs helm); }

# --- internal ---

error_file() {
  [ -n "$work_log" ] || work_log=$(mktemp "${TMPDIR:-/tmp}/tme1crv-deploy.XXXXXX")
  printf '%s' "$work_log"
}
