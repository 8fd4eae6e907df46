# shellcheck shell=bash disable=SC2034,SC2154 # variables that other parts set or read
# What to do with a release that runs: where everything is, and how to look inside.

print_cluster_addresses() {
  local webapp
  webapp=$(service "$workload_namespace" app.kubernetes.io/name=webapp)
  say ''
  [ -z "$webapp" ] || say "web app       kubectl --context $kube_context --namespace $workload_namespace port-forward service/$webapp 3000:80"
  forward Prometheus prometheus-operated 9090:9090
  forward Alertmanager alertmanager-operated 9093:9093
  if [ -n "$(service "$namespace" app.kubernetes.io/name=grafana)" ]; then
    forward Grafana "$(service "$namespace" app.kubernetes.io/name=grafana)" 3001:80
    say "its password  kubectl --context $kube_context --namespace $namespace get secret $release-grafana-admin --output 'jsonpath={.data.admin-password}' | base64 --decode   (user admin)"
  fi
  [ -n "$webapp" ] || return 0
  say ''
  say 'With the web app forwarded, write an item and read it back from a replica (see Served-By):'
  say "  curl -i -X PUT http://127.0.0.1:3000/items/hello -H 'content-type: application/json' -d '{\"value\": \"world\"}'"
  say '  curl -i http://127.0.0.1:3000/items/hello'
}

# --- internal ---

forward() { # what service ports
  kube get service --namespace "$namespace" "$2" >/dev/null 2>&1 || return 0
  say "$(printf '%-13s' "$1") kubectl --context $kube_context --namespace $namespace port-forward service/$2 $3"
}

service() { # namespace label
  kube get services --namespace "$1" --selector "app.kubernetes.io/instance=$release,$2" \
    --output 'jsonpath={.items[0].metadata.name}' 2>/dev/null || true
}
