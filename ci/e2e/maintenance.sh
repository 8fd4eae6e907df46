# shellcheck shell=bash disable=SC2154
# The commands of docs/maintenance.md, run as they stand there.

maintenance_steps() {
  free_volumes
  if [ "$topology" = sentinel ]; then
    step 'every node gets a larger volume, as documented: no read fails' volumes_are_moved 4
    step '... one node leads, all Sentinels name it, and the others follow' eventually 60 nodes_are_whole
  else
    step 'every Redis gets a larger volume, as documented: no read fails' volumes_are_moved 2 3
    step 'fewer replicas, as documented: no read fails' scaled_down_as_documented
  fi
  step 'who may only view sees no Secret and runs nothing in pods' viewer_sees_no_secret
}

# --- internal ---

volumes_are_moved() { # block: of the commands that replace the claims
  local before after
  responds '20' PUT /items/e2e-moved '{"value":"kept"}' || return 1
  before=$(redis_claims) || return 1
  documented docs/maintenance.md '## Move or enlarge the volumes' 1 >"$work/move-first"
  [ "$topology" != sentinel ] || sed -i 's/--set redis.master.persistence.size=9Gi //' "$work/move-first"
  bash -e "$work/move-first" || return 1
  under_load claims_are_replaced "$@" || return 1
  after=$(redis_claims) || return 1
  say "${after//redis-data-/show: redis-data-}"
  # None is the same, all are larger.
  [ -z "$(comm -12 <(cut -d' ' -f2 <<<"$before" | sort) <(cut -d' ' -f2 <<<"$after" | sort))" ] &&
    [ "$(cut -d' ' -f3 <<<"$after" | sort -u)" = 9Gi ] && eventually 60 responds '200 replica' GET /items/e2e-moved
}

scaled_down_as_documented() {
  documented docs/maintenance.md '## Fewer replicas' >"$work/fewer"
  [ -s "$work/fewer" ] && under_load bash -e "$work/fewer" && ! kubectl -n "$workload" get pvc "redis-data-$release-redis-replicas-2"
}

viewer_sees_no_secret() {
  documented docs/maintenance.md '## Who may see what' | sed 's/NAME/e2e-viewer/' >"$work/view"
  [ -s "$work/view" ] && bash -e "$work/view" || return 1
  [ "$(may_viewer get pods)" = yes ] && [ "$(may_viewer get secrets)" = no ] && [ "$(may_viewer create pods/exec)" = no ] &&
    kubectl -n "$workload" delete rolebinding tme1crv-view
}

claims_are_replaced() { # block...
  local block
  for block in "$@"; do
    documented docs/maintenance.md '## Move or enlarge the volumes' "$block" >"$work/move"
    [ -s "$work/move" ] && bash -e "$work/move" || return 1
  done
}

redis_claims() { # name, uid and size of each claim with Redis' data
  kubectl -n "$workload" get pvc -l app.kubernetes.io/name=redis -o 'jsonpath={range .items[*]}{.metadata.name} {.metadata.uid} {.spec.resources.requests.storage}{"\n"}{end}' | grep '^redis-data-'
}

may_viewer() { kubectl -n "$workload" auth can-i "$@" --as=e2e-viewer; }
