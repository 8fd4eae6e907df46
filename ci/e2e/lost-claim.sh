# shellcheck shell=bash disable=SC2154
# The primary's volume is lost while a replica is away: it waits and says so; with all replicas there it takes their data.

lost_claim_waits() {
  responds '20' PUT /items/e2e-claim '{"value":"kept"}' && eventually 30 responds '200 replica' GET /items/e2e-claim || return 1
  kubectl -n "$workload" scale statefulset "$release-redis-replicas" --replicas=2 || return 1
  kubectl -n "$workload" wait --for=delete "pod/$release-redis-replicas-2" --timeout=60s || return 1
  kubectl -n "$workload" delete pvc "redis-data-$release-redis-master-0" --wait=false || return 1
  kubectl -n "$workload" delete pod "$release-redis-master-0" --wait || return 1
  eventually 90 primary_says 'waiting, not listening: this primary has no data, and 2 of 3 replicas can be asked' || return 1
  responds '503 ' PUT /items/e2e-lost '{"value":1}' || return 1
  responds '200 replica' GET /items/e2e-claim
}

primary_says() { kubectl -n "$workload" logs "$release-redis-master-0" -c redis | tee "$work/primary-log" | grep -F "$1" | sed 's/^/show: /' | grep .; }

lost_claim_comes_back() {
  kubectl -n "$workload" scale statefulset "$release-redis-replicas" --replicas=3 || return 1
  eventually 120 responds '20' PUT /items/e2e-back '{"value":1}' || return 1
  primary_says 'no data here: taking that of the replica at' || return 1
  responds '200 ' GET /items/e2e-claim || return 1
  # nobody stays promoted, and all follow
  eventually 90 all_replicas_follow
}

all_replicas_follow() {
  local n
  for n in 0 1 2; do
    kubectl -n "$workload" exec "$release-redis-replicas-$n" -c redis -- /opt/tme1crv/redis/cli.sh INFO replication |
      tr -d '\r' | grep -x 'master_link_status:up' >/dev/null || return 1
  done
}
