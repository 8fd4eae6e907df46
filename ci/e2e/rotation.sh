# shellcheck shell=bash disable=SC2154
# Another password for Redis while the web app is written to and read from: by the commands of docs/operations.md, run as they stand there, and by
# deploy-all.sh.

rotation_costs_no_request() { # command...: rotates; no read fails, no write either, no pod restarts, and no alert of the workload begins to fire
  local pods since
  responds '20' PUT /items/e2e-rotation '{"value":"there"}' || return 1
  password | base64 -d >"$work/old"
  pods=$(redis_pods) since=$SECONDS
  firing | sort >"$work/fired-before"
  under_load beside ci/e2e/writes.cjs /items/e2e-written writes "$@" || return 1
  [ "$(redis_pods)" = "$pods" ] || { say 'pods of Redis have restarted'; return 1; }
  sleep 30 # a scrape and an evaluation, each 15 s apart at most
  nothing_began_to_fire $((SECONDS - since)) || return 1
  password_is_the_only_one && responds '200 replica' GET /items/e2e-rotation && responds '20' PUT /items/e2e-rotation '{"value":"new"}'
}

rotated_as_documented() {
  documented docs/operations.md "## Rotate Redis' password" 2 >"$work/rotation"
  [ -s "$work/rotation" ] && bash -e "$work/rotation"
}

rotated_by_command() { ./deploy-all.sh rotate redis --target kubernetes; }

upgrade_keeps_password() {
  "${HELM:-helm}" upgrade "$release" ./chart -n "$namespace" "${values[@]}" -f ci/e2e/overrides.yaml --wait --timeout 5m && same_password &&
    responds '200 ' GET /items/e2e-rotation
}

# --- internal ---

nothing_began_to_fire() { # seconds
  local firing='ALERTS{alertstate="firing"' query
  query="count by (alertname) (max_over_time($firing,namespace=\"$workload\",severity!=\"info\"}[$1s]) or max_over_time($firing,alertname=\"Watchdog\"}[$1s]))"
  prometheus "query?query=$(node -p 'encodeURIComponent(process.argv[1])' "$query")" | json 'd.data.result.map((r) => r.metric.alertname)' | sort >"$work/fired" || return 1
  grep -qx Watchdog "$work/fired" || { say 'Prometheus tells of no alert at all'; return 1; }
  comm -13 "$work/fired-before" "$work/fired" >"$work/fired-new"
  [ ! -s "$work/fired-new" ] || { say "began to fire: $(tr '\n' ' ' <"$work/fired-new")"; return 1; }
}

redis_pods() {
  kubectl -n "$workload" get pod -l app.kubernetes.io/name=redis -o 'jsonpath={range .items[*]}{.metadata.uid} {.status.containerStatuses[*].restartCount}{"\n"}{end}' | sort
}

password_is_the_only_one() {
  local pod
  [ "$(password | base64 -d)" != "$(cat "$work/old")" ] || { say 'the password is still the old one'; return 1; }
  [ "$(kubectl -n "$workload" get secret "$release-redis-auth" -o json | json 'Object.keys(d.data).join()')" = redis-password ] || { say 'the Secret has further keys'; return 1; }
  for pod in $(kubectl -n "$workload" get pod -l app.kubernetes.io/name=redis -o name); do
    kubectl -n "$workload" exec "$pod" -c redis -- sh -c "REDISCLI_AUTH=$(cat "$work/old") redis-cli PING" 2>&1 | grep 'NOAUTH\|WRONGPASS' >/dev/null || { say "$pod takes the old one"; return 1; }
    [ "$(kubectl -n "$workload" exec "$pod" -c redis -- /opt/tme1crv/redis/cli.sh PING)" = PONG ] || { say "$pod does not take the new one"; return 1; }
  done
}
