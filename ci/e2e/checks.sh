# shellcheck shell=bash disable=SC2154
# What the end-to-end test checks. A line that starts with "show: " is printed with the result.

helm_test() { # helm: its log would be lost with the pod's namespace, so it is read from the pods
  "$1" test "$release" -n "$namespace" --timeout 5m
  local status=$? script
  for script in replication monitoring; do
    kubectl -n "$workload" logs "$release-test-$script" 2>&1 | sed 's/^/show: /'
  done
  return "$status"
}

targets_are_right() { # web-app-pods
  targets_now "$1" || eventually 90 targets_now "$1" || return 1
  sed 's/^/show: /' "$work/targets" "$work/roles"
}

targets_now() { # web-app-pods; a Sentinel's target is in the pod of its Redis
  prometheus 'targets?state=active' | json 'd.data.activeTargets.filter((t) => t.labels.namespace === "'"$workload"'").map((t) => [t.labels.pod, t.health].join(" ")).sort()' >"$work/targets"
  local roles="group by (pod, role) (redis_instance_info{namespace=\"$workload\",role!=\"\"})"
  prometheus "query?query=$(node -p 'encodeURIComponent(process.argv[1])' "$roles")" | json 'd.data.result.map((r) => r.metric.pod + " says role:" + r.metric.role).sort()' >"$work/roles"
  local all up pods
  all=$(wc -l <"$work/targets") up=$(grep -c ' up$' "$work/targets") pods=$(cut -d' ' -f1 "$work/targets" | sort -u | wc -l)
  [ "$pods" -eq $(($1 + 1 + replicas)) ] && [ "$up" -eq "$all" ] && [ "$all" -eq $((pods + sentinels)) ] &&
    [ "$(grep -c ':master$' "$work/roles")" -eq 1 ] && [ "$(grep -c ':slave$' "$work/roles")" -eq "$replicas" ]
}

enforces_restricted() {
  [ "$(kubectl get namespace "$workload" -o 'jsonpath={.metadata.labels.pod-security\.kubernetes\.io/enforce}')" = restricted ] || return 1
  # and it means it: a pod that asks for more is refused
  ! kubectl -n "$workload" run too-much --image=none --privileged --dry-run=server
}

redis_is_closed() { # from a pod of another namespace: the policy drops the connection; from the app's own it works
  local address image
  address=$(kubectl -n "$workload" get pod -l app.kubernetes.io/name=redis -o 'jsonpath={.items[0].status.podIP}')
  image=$(kubectl -n "$workload" get deploy "$release-webapp" -o 'jsonpath={.spec.template.spec.containers[0].image}')
  kubectl -n "$namespace" run e2e-probe --image="$image" --image-pull-policy=IfNotPresent --restart=Never --command -- node -e "
    let closed = 0;
    for (const port of [6379, 26379]) {
      const s = require('net').connect(port, '$address'); s.setTimeout(5000);
      s.on('connect', () => { console.log(port, 'open'); process.exit(1); });
      const end = () => { console.log(port, 'closed'); if (++closed === 2) process.exit(0); }; s.once('timeout', end); s.once('error', end);
    }"
  kubectl -n "$namespace" wait --for=jsonpath='{.status.phase}'=Succeeded pod/e2e-probe --timeout=60s
  local status=$?
  kubectl -n "$namespace" logs e2e-probe
  kubectl -n "$namespace" delete pod e2e-probe --wait=false
  return "$status"
}

write_and_read() {
  responds '201 ' PUT /items/e2e '{"value":"kept"}' && eventually 30 responds '200 replica {"id":"e2e","value":"kept"}' GET /items/e2e
}

objects() { # every object of the release as "kind namespace/name checksum"
  "${HELM:-helm}" get manifest "$release" -n "$namespace" | "$root/node_modules/.bin/ts-node" "$root/ci/e2e/objects.ts"
}

upgrade_changes_only_overrides() {
  objects >"$work/before" || return 1
  "${HELM:-helm}" upgrade "$release" ./chart -n "$namespace" "${values[@]}" -f ci/e2e/overrides.yaml --wait --timeout 5m || return 1
  objects >"$work/after" || return 1
  # The number of the revision stands in what the rollback guard reads, and the first backup is the first revision's.
  diff "$work/before" "$work/after" | grep '^[<>]' | cut -d' ' -f2-3 | grep -vx -e "ConfigMap $namespace/$release-data-location" -e "Job $workload/$release-backup-first-[0-9]*" | sort -u >"$work/changed"
  sed 's/^/show: changed: /' "$work/changed"
  # the number of pods is in an alert, too
  grep -qx "Deployment $workload/$release-webapp" "$work/changed" || return 1
  ! grep -vE "^(Deployment $workload/$release-webapp|PrometheusRule $namespace/$release-.*)$" "$work/changed"
}

same_password() { [ "$(password)" = "$(cat "$work/password")" ]; }

primary_goes() {
  kubectl -n "$workload" scale statefulset "$release-redis-master" --replicas=0 || return 1
  eventually 60 responds '503 ' PUT /items/e2e-lost '{"value":1}' || return 1
  responds '200 replica' GET /items/e2e || responds '200 replica-stale' GET /items/e2e
}

# Minutes later: no replica was restarted for it, and reads still go on.
replicas_outlive_the_primary() {
  local restarts
  restarts=$(kubectl -n "$workload" get pod -l app.kubernetes.io/component=replica -o 'jsonpath={.items[*].status.containerStatuses[?(@.name=="redis")].restartCount}') || return 1
  echo "show: restarts of the replicas: $restarts"
  [[ ! $restarts =~ [1-9] ]] || return 1
  responds '200 replica' GET /items/e2e
}

primary_comes_back() {
  kubectl -n "$workload" scale statefulset "$release-redis-master" --replicas=1 || return 1
  eventually 120 responds '20' PUT /items/e2e-back '{"value":1}'
}

leftovers_are_kept() {
  kubectl get namespace "$workload" && same_password || return 1
  local kept; kept=$(kubectl -n "$workload" get pvc --no-headers | wc -l)
  echo "show: $kept volume claims kept"
  [ "$kept" -eq "$claims" ]
}

second_release() {
  kubectl create namespace second || return 1
  "${HELM:-helm}" install second ./chart -n second -f chart/profiles/existing-monitoring.yaml \
    --set workload.namespace=second-workload --set redis.namespaceOverride=second-workload \
    --set "monitoring.labels.release=$release" --set "networkPolicy.monitoringNamespace=$namespace" \
    --set "monitoring.prometheusUrl=http://$release-kube-prometheus-st-prometheus.$namespace:9090" --wait --timeout 5m || return 1
  helm test second -n second --timeout 5m || { kubectl -n second-workload logs second-tme1crv-test-monitoring; return 1; }
  helm uninstall second -n second --wait || return 1
  kubectl delete namespace second second-workload --wait --timeout=120s
}
