# shellcheck shell=bash disable=SC2154
# What the end-to-end test shows of the monitoring: rules, alerts from fault to notification, runbooks.

alertmanager() { # path: through the API server
  kubectl get --raw "/api/v1/namespaces/$namespace/services/$release-kube-prometheus-st-alertmanager:9093/proxy/api/v2/$1"
}

# The rules of this chart as "name health state"
our_rules() { prometheus rules | json 'd.data.groups.filter((g) => g.name.startsWith("'"$release"'.")).flatMap((g) => g.rules.map((r) => [r.name, r.health, r.state ?? "-"].join(" ")))'; }

query() { # PromQL: the value of the first series
  prometheus "query?query=$(node -p 'encodeURIComponent(process.argv[1])' "$1")" | json 'd.data.result.slice(0, 1).map((r) => r.value[1])'
}

# Names of the alerts that fire, each once. Those for information, such as a node's busy processor, reach nobody; InfoInhibitor says that there are some.
firing() {
  prometheus alerts | json '[...new Set(d.data.alerts.filter((a) => a.state === "firing" && a.labels.severity !== "info").map((a) => a.labels.alertname))].filter((n) => n !== "InfoInhibitor").sort()'
}

rules_are_loaded() {
  eventually 120 all_rules_ok || return 1
  echo "show: $(wc -l <"$work/rules") rules of this chart, all healthy"
  echo "show: they evaluate in $(prometheus rules | json '(d.data.groups.filter((g) => g.name.startsWith("'"$release"'.")).reduce((s, g) => s + g.evaluationTime, 0) * 1000).toFixed(1)') ms; $(query "count({namespace=\"$workload\",job=~\"$release-.*\"}) + count({__name__=~\"tme1crv:.*|ALERTS\",release=\"$release\"})") series of this release"
}

all_rules_ok() { # as many as the PrometheusRules of the release have, and none unhealthy
  our_rules >"$work/rules" || return 1
  local expected
  expected=$(kubectl -n "$namespace" get prometheusrule -l "app.kubernetes.io/part-of=tme1crv,app.kubernetes.io/instance=$release" -o json |
    json 'd.items.flatMap((i) => i.spec.groups.flatMap((g) => g.rules)).length') || return 1
  [ "$expected" -gt 20 ] && [ "$(grep -c ' ok ' "$work/rules")" -eq "$expected" ]
}

only_the_watchdog_fires() {
  eventually 60 only_watchdog_now || { firing; return 1; }
  firing | sed 's/^/show: firing: /'
}

only_watchdog_now() { [ "$(firing)" = Watchdog ]; }

# What the local stack can't show: the exporter there is older, and kube-state-metrics needs a Kubernetes.
cluster_series_are_there() {
  local selector
  for selector in "redis_client_output_buffer_limit_disconnections_total{namespace=\"$workload\"}" \
    "kube_deployment_status_replicas_available{namespace=\"$workload\",deployment=\"$release-webapp\"}" \
    "kube_cronjob_created{namespace=\"$workload\"}" \
    "kube_pod_container_resource_limits{namespace=\"$workload\",container=\"redis\",resource=\"memory\"}" \
    "kube_pod_container_resource_limits{namespace=\"$workload\",container=\"webapp\",resource=\"memory\"}"; do
    # kube-state-metrics is scraped for the first time up to an interval after its start
    eventually 90 query_returns "$selector" || { echo "nothing returned by $selector"; return 1; }
    echo "show: $selector is $(query "$selector")"
  done
}

query_returns() { [ -n "$(query "$1")" ]; } # selector

# The ServiceMonitor selects nothing, the web app runs: nobody is paged for it.
missing_target_is_no_outage() { # web-app-pods
  local status
  select_pods_named nobody || return 1
  eventually 240 alert_is WebappTargetsMissing pending
  status=$?
  prometheus alerts | json 'd.data.alerts.map((a) => "show: " + a.labels.alertname + " is " + a.state)'
  ! alert_is WebappDown '' || status=1
  select_pods_named webapp || return 1
  eventually 180 targets_now "$1" || return 1
  return "$status"
}

select_pods_named() { # the web app's ServiceMonitor, as somebody might change it by hand
  kubectl -n "$namespace" patch servicemonitor "$release-webapp" --type merge -p '{"spec":{"selector":{"matchLabels":{"app.kubernetes.io/name":"'"$1"'"}}}}'
}

alert_is() { # name state: an empty state is any
  prometheus alerts | json 'd.data.alerts.filter((a) => a.labels.alertname === "'"$1"'").map((a) => a.state)' | grep "^$2" >/dev/null
}

# The names of the critical alerts that Alertmanager has and that have not ended
critical_alerts() { alertmanager 'alerts?active=true' | json '[...new Set(d.filter((a) => a.labels.severity === "critical" && Date.parse(a.endsAt) > Date.now()).map((a) => a.labels.alertname))].sort()'; }

critical_alert_arrives() { # alert: at Alertmanager, and no other critical one
  local start=$SECONDS
  eventually 300 critical_alerts_are "$1" || { critical_alerts; return 1; }
  echo "show: $1 reached Alertmanager; waited $((SECONDS - start)) s for it"
}

critical_alert_is_cleared() {
  local start=$SECONDS
  eventually 300 critical_alerts_are '' || { critical_alerts; return 1; }
  echo "show: no critical alert is left; waited $((SECONDS - start)) s"
}

critical_alerts_are() { [ "$(critical_alerts)" = "$1" ]; }

# The profile alert-routes, with a pod of this test in the place of the pager and of Slack
routes_are_taken() {
  local image
  image=$(kubectl -n "$workload" get deploy "$release-webapp" -o 'jsonpath={.spec.template.spec.containers[0].image}')
  kubectl -n "$namespace" create secret generic alertmanager-receivers --from-literal=webhook-token=sesame \
    --from-literal=slack-url=http://e2e-receiver:8080/slack --from-literal=smtp-password=none || return 1
  kubectl -n "$namespace" run e2e-receiver --image="$image" --image-pull-policy=IfNotPresent --port=8080 --expose --command -- node -e '
    require("http").createServer(async (request, response) => {
      let body = ""; for await (const chunk of request) body += chunk;
      const { alerts = [], attachments = [] } = JSON.parse(body);
      const news = [...alerts.map((a) => a.status.toUpperCase() + " " + a.labels.severity + ": " + a.labels.alertname), ...attachments.map((a) => a.title)];
      for (const line of news) console.log(request.url, request.headers.authorization ?? "-", line);
      response.end("ok");
    }).listen(8080);' || return 1
  kubectl -n "$namespace" wait --for=condition=Ready pod/e2e-receiver --timeout=60s || return 1
  "${HELM:-helm}" upgrade "$release" ./chart -n "$namespace" "${values[@]}" -f ci/e2e/overrides.yaml -f chart/profiles/alert-routes.yaml \
    --set 'kube-prometheus-stack.alertmanager.config.receivers[1].webhook_configs[0].url=http://e2e-receiver:8080/pager' --wait --timeout 5m || return 1
  eventually 180 routes_are_loaded
}

# Addresses are shown as <secret>
routes_are_loaded() { alertmanager status | json 'd.config.original' | grep 'receiver: pager' >/dev/null; }

notification_is_sent() { # alert
  eventually 120 sent "/pager Bearer sesame FIRING critical: $1" && eventually 60 sent "/slack - FIRING critical: $1" || return 1
  kubectl -n "$namespace" logs e2e-receiver | sort -u | sed 's/^/show: /'
}

sent() { kubectl -n "$namespace" logs e2e-receiver | grep -xF "$1" >/dev/null; }

routes_are_removed() {
  kubectl -n "$namespace" delete pod/e2e-receiver service/e2e-receiver secret/alertmanager-receivers --grace-period=1
}

# Every command in a runbook's diagnosis, as it stands there. `grep` may find nothing, and what needs metrics-server or a
# container that has crashed may say that there is none.
runbook_commands_work() {
  local page line failed=0 count=0
  for page in docs/runbooks/*.md; do
    # Pages on Sentinel are for nodes with Sentinel, and the pods in the others' commands are those of a fixed primary.
    if [ "$topology" = sentinel ]; then [[ $page == */RedisSentinel* ]] || continue; else [[ $page != */RedisSentinel* ]] || continue; fi
    while IFS= read -r line; do
      case $line in
        '' | '#'*) continue ;;
        *port-forward*) line=$(sed -E 's/port-forward (svc\/\S+).*/get \1/' <<<"$line") ;;
      esac
      count=$((count + 1))
      # shellcheck disable=SC2016 # expanded by the inner shell
      timeout 30 bash -c "$line"'; exit ${PIPESTATUS[0]}' </dev/null >"$work/command" 2>&1 && ! grep -qE '^(ERR|NOAUTH|WRONGPASS|NOPERM) ' "$work/command" && continue
      grep -qE 'Metrics API not available|previous terminated container .* not found' "$work/command" && continue
      failed=$((failed + 1))
      printf '%s: %s\n' "$page" "$line"
      head -n 3 "$work/command"
    done < <(awk '/^```sh/ { on = 1; next } /^```/ { on = 0 } /^## Mitigation/ { exit } on' "$page")
  done
  echo "show: $count commands of the runbooks' diagnoses"
  [ "$count" -gt "$([ "$topology" = sentinel ] && echo 5 || echo 50)" ] && [ "$failed" -eq 0 ]
}
