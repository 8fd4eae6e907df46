# shellcheck shell=bash disable=SC2154
# Replicas come and go while the web app reads from them.

under_load() { # command...: while a pod of the web app reads one item over and over; no read fails
  responds '20' PUT /items/e2e-load '{"value":"there"}' || return 1
  beside ci/e2e/load.cjs /items/e2e-load reads "$@"
}

# Runs a command while a script in a pod of the web app sends requests until its standard input ends. Succeeds when the command does, and more than
# a thousand requests were sent, and none has failed.
beside() { # script path count command...: count is the name of the script's number of requests
  local script=$1 path=$2 count=$3 pod loader input status
  shift 3
  pod=$(any_webapp_pod) || return 1
  rm -f "$work/$count-stdin"
  mkfifo "$work/$count-stdin"
  kubectl -n "$workload" exec -i "$pod" -- node -e "$(cat "$script")" - "$path" <"$work/$count-stdin" >"$work/$count" 2>&1 &
  loader=$!
  exec {input}>"$work/$count-stdin"
  "$@"
  status=$?
  exec {input}>&-
  wait "$loader"
  sed "s/^/show: load: /" "$work/$count"
  [ "$(json d.failed.length <"$work/$count")" = 0 ] && [ "$(json "d.$count > 1000" <"$work/$count")" = true ] && return "$status"
}

any_webapp_pod() { # one that is not about to end, as after an upgrade
  kubectl -n "$workload" get pod -l app.kubernetes.io/component=webapp \
    -o go-template='{{range .items}}{{if not .metadata.deletionTimestamp}}{{.metadata.name}}{{"\n"}}{{end}}{{end}}' | sed -n 1p
}

scaling_costs_no_read() { under_load scaled "$@"; } # numbers-of-replicas...

scaled() { # numbers-of-replicas...: one after the other
  local pod number status=0
  pod=$(any_webapp_pod) || return 1
  for number in "$@"; do
    kubectl -n "$workload" scale statefulset "$release-redis-replicas" --replicas="$number" || status=1
    eventually 180 replicas_in_use "$pod" "$number" || status=1
    shares "$pod" "$number" || status=1
  done
  return "$status"
}

scaling_back() { # replicas-now most-replicas: a StatefulSet leaves the claims of the replicas that went
  local i
  scaling_costs_no_read "$1" || return 1
  for ((i = $1; i < $2; i++)); do
    kubectl -n "$workload" delete pvc "redis-data-$release-redis-replicas-$i" --wait --timeout=60s || return 1
  done
}

replicas_in_use() { # pod number: the pod has exactly so many replicas to read from, and they are all there
  local healthy
  healthy=$(kubectl -n "$workload" exec "$1" -- node -e 'fetch("http://127.0.0.1:3000/readyz").then((r) => r.text()).then(console.log)' |
    json 'd.redis.replicas.map((r) => String(r.healthy)).sort().join()') || return 1
  [ "$healthy" = "$(yes true | head -n "$2" | paste -sd,)" ]
}

shares() { # pod number: how many reads each replica got in five seconds; each its share, within 10 %
  local got
  got=$(kubectl -n "$workload" exec "$1" -- node -e "$(cat ci/e2e/shares.cjs)") || return 1
  echo "show: $2 replicas: reads $got"
  tr ' ' '\n' <<<"$got" | awk -v n="$2" '{ s += $1; v[NR] = $1 } END { m = s / NR; for (i in v) if (v[i] < 0.9 * m || v[i] > 1.1 * m) exit 1; exit !(m > 100 && NR == n) }'
}
