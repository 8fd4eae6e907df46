# shellcheck shell=bash disable=SC2154,SC2016 # names in quotes are JavaScript's
# What `gen-values diff --release` says before an upgrade, compared with the pods that restart and with what the API server refuses.

foresee_upgrade() { # of the overrides: nothing stands in its way
  pods_now >"$work/pods-before" || return 1
  foreseen "$work/foreseen" -f ci/e2e/overrides.yaml || return 1
  json 'd.restarts.map((r) => `show: will restart: ${r.object.kind} ${r.object.namespace}/${r.object.name}, ${r.pods} pods, ${r.order}`)' <"$work/foreseen"
}

restarts_are_foreseen() { # after the upgrade
  json 'd.restarts.map((r) => `${r.object.kind} ${r.object.namespace}/${r.object.name}`).sort()' <"$work/foreseen" | sed '/^$/d' >"$work/restarts-foreseen"
  # A pod that is gone was restarted, or ended as a replica too many: then its controller stays.
  pods_now | cut -d' ' -f3 | sort >"$work/pods-after"
  while read -r kind name uid; do
    grep -qx "$uid" "$work/pods-after" || echo "$kind $name"
  done <"$work/pods-before" | sort -u >"$work/restarts"
  sed 's/^/show: restarted: /' "$work/restarts"
  diff "$work/restarts-foreseen" "$work/restarts"
}

refusals_are_foreseen() { # the API server's own dry run refuses the objects that the report names, and no others
  local set='redis.replica.persistence.size=9Gi,redis.replica.podManagementPolicy=Parallel,backup.persistence.size=99Gi'
  # With Sentinel no node is the primary's own.
  [ "$topology" = sentinel ] || set+=',redis.master.persistence.size=9Gi,redis.master.service.clusterIP=None'
  foreseen "$work/foreseen-refused" --set "$set" && { say 'nothing stands in the way of another size of the volumes'; return 1; }
  json 'd.fixed.filter((f) => f.effect === "refused").map((f) => `${f.object.kind} ${f.object.namespace}/${f.object.name}`).sort()' \
    <"$work/foreseen-refused" >"$work/refused-foreseen"
  "${HELM:-helm}" upgrade "$release" ./chart -n "$namespace" "${values[@]}" --set "$set" --dry-run=server -o json |
    json d.manifest | "$root/node_modules/.bin/ts-node" "$root/ci/e2e/refused.ts" "$namespace" >"$work/refused" || return 1
  sed 's/^/show: refused: /' "$work/refused"
  [ "$(wc -l <"$work/refused")" -ge 2 ] && diff "$work/refused-foreseen" "$work/refused"
}

refusals_are_real() { # the API server refuses what `validate --deep` says that it refuses
  "$root/node_modules/.bin/ts-node" "$root/ci/e2e/server-refusals.ts"
}

# --- internal ---

foreseen() { # file arguments...: the report as JSON; succeeds when nothing stands in the way
  local file=$1 status files; shift
  # A post-renderer is Helm's alone.
  mapfile -t files < <(printf '%s\n' "${values[@]}" | sed '/--post-renderer/,+1d')
  "$root/node_modules/.bin/ts-node" "$root/tools/gen-values.ts" diff --release "$release" -n "$namespace" --format json \
    "${files[@]}" "$@" >"$file"
  status=$?
  json 'd.notes.map((n) => `show: note: ${n}`)' <"$file" | sed '/^$/d'
  return "$status"
}

pods_now() { # of the release, a line each: what made it, namespace/name of that, uid
  kubectl get pods -A -o json | json '
    d.items.filter((p) => !p.metadata.deletionTimestamp && ["'"$namespace"'", "'"$workload"'"].includes(p.metadata.namespace)).flatMap((p) => {
      const [owner] = p.metadata.ownerReferences ?? [];
      if (!owner || owner.kind === "Job") return [];
      const operated = owner.kind === "StatefulSet" && /^(prometheus|alertmanager)-(.*)$/.exec(owner.name);
      const name = owner.kind === "ReplicaSet" ? owner.name.replace(/-[^-]*$/, "") : operated ? operated[2] : owner.name;
      const kind = owner.kind === "ReplicaSet" ? "Deployment" : operated ? operated[1][0].toUpperCase() + operated[1].slice(1) : owner.kind;
      return [`${kind} ${p.metadata.namespace}/${name} ${p.metadata.uid}`];
    })'
}
