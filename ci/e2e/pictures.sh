# shellcheck shell=bash disable=SC2154
# The dashboards in the cluster's Grafana, with what the test has done to the release until then.

dashboards_are_shown() { # folder
  local port password forward status
  password=$(kubectl -n "$namespace" get secret "$release-grafana-admin" -o 'jsonpath={.data.admin-password}' | base64 -d) || return 1
  kubectl -n "$namespace" port-forward "service/$release-grafana" :80 >"$work/forward" &
  forward=$!
  eventually 30 grep -q '^Forwarding from 127' "$work/forward" || { kill "$forward"; return 1; }
  port=$(sed -n 's/^Forwarding from 127.0.0.1:\([0-9]*\) .*/\1/p' "$work/forward")
  GRAFANA=http://127.0.0.1:$port GRAFANA_PASSWORD=$password make --no-print-directory dashboard-pictures "FOLDER=$1" | sed 's/^/show: /'
  status=${PIPESTATUS[0]}
  kill "$forward"
  return "$status"
}
