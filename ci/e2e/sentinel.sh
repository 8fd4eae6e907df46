# shellcheck shell=bash disable=SC2154
# What the end-to-end test does to nodes with Sentinel.

sentinel_steps() {
  step 'every command of the runbooks on Sentinel works' runbook_commands_work
  step 'a rolling restart: no read fails' under_load rolling_restart
  step '... one node leads, all Sentinels name it, and the others follow' eventually 60 nodes_are_whole
  step '... and no alert has fired' nothing_has_fired
  step 'the primary`s pod is gone without a farewell: another one leads, and no read fails' under_load primary_is_lost
  step '... one node leads, all Sentinels name it, and the others follow' eventually 60 nodes_are_whole
  step '... and the data is still there' responds '200 ' GET /items/e2e
  step 'all pods of Redis are gone at once: it comes back by itself, with the data' all_nodes_are_lost
  step '... one node leads, all Sentinels name it, and the others follow' eventually 60 nodes_are_whole
  step 'nothing fires but the Watchdog' only_the_watchdog_fires
  step 'a backup is taken as the docs say' backup_is_taken
  step '... and put back as the docs say' backup_is_restored
  step 'the password is rotated as the docs say: no read or write fails' rotation_costs_no_request rotated_as_documented
  password >"$work/password"
  step '... one node leads, all Sentinels name it, and the others follow' eventually 60 nodes_are_whole
}

# --- internal ---

in_node() { # number container command
  kubectl -n "$workload" exec "$release-redis-node-$1" -c "$2" -- sh -c "REDISCLI_AUTH=\$(cat /opt/tme1crv/redis/password) $3"
}

# The pod that a Sentinel names
leader() { # number of the Sentinel
  in_node "$1" sentinel 'redis-cli -p 26379 SENTINEL GET-MASTER-ADDR-BY-NAME mymaster' | awk -F. 'NR == 1 { print $1 }'
}

any_leader() {
  local n
  for n in 0 1 2; do leader "$n" 2>/dev/null | grep . && return; done
  return 1
}

another_leads() { # than the pod
  local pod
  pod=$(any_leader) && [ "$pod" != "$1" ]
}

nodes_are_whole() {
  local n pod role link leads=0 follow=0
  pod=$(any_leader) || return 1
  for n in 0 1 2; do
    [ "$(leader "$n")" = "$pod" ] || return 1
    in_node "$n" redis 'redis-cli INFO replication' | tr -d '\r' >"$work/replication" || return 1
    role=$(sed -n 's/^role://p' "$work/replication") link=$(sed -n 's/^master_link_status://p' "$work/replication")
    if [ "$role" = master ] && [ "$pod" = "$release-redis-node-$n" ]; then leads=$((leads + 1)); fi
    if [ "$role" = slave ] && [ "$link" = up ]; then follow=$((follow + 1)); fi
  done
  echo "show: $pod leads, $follow follow"
  [ "$leads" -eq 1 ] && [ "$follow" -eq 2 ]
}

rolling_restart() {
  kubectl -n "$workload" rollout restart statefulset "$release-redis-node" &&
    kubectl -n "$workload" rollout status statefulset "$release-redis-node" --timeout=5m &&
    eventually 30 responds '20' PUT /items/e2e-restarted '{"value":1}'
}

primary_is_lost() {
  local pod
  pod=$(any_leader) || return 1
  kubectl -n "$workload" delete pod "$pod" --grace-period=0 --force || return 1
  eventually 30 responds '20' PUT /items/e2e-failover '{"value":1}' || return 1
  eventually 10 another_leads "$pod" || return 1
  kubectl -n "$workload" rollout status statefulset "$release-redis-node" --timeout=2m
}

all_nodes_are_lost() {
  kubectl -n "$workload" delete pod -l app.kubernetes.io/name=redis --grace-period=0 --force || return 1
  eventually 90 responds '20' PUT /items/e2e-again '{"value":1}' || return 1
  kubectl -n "$workload" rollout status statefulset "$release-redis-node" --timeout=2m || return 1
  responds '200 ' GET /items/e2e && responds '200 ' GET /items/e2e-failover
}

# Of this chart's alerts, in the last five minutes. Those of kube-prometheus-stack tell of a busy machine, too.
nothing_has_fired() {
  local fired="group by (alertname) (max_over_time(ALERTS{alertstate=\"firing\",release=\"$release\"}[5m]))"
  prometheus "query?query=$(node -p 'encodeURIComponent(process.argv[1])' "$fired")" | json 'd.data.result.map((r) => "show: fired: " + r.metric.alertname)' >"$work/fired" || return 1
  cat "$work/fired"
  [ ! -s "$work/fired" ]
}
