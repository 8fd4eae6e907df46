# shellcheck shell=bash disable=SC2154
# The examples for GitOps: the chart as Argo CD applies it, and as Flux installs it, with Secrets from before.

gitops_steps() {
  step 'Argo CD: the example is rendered, the namespace and the Secrets are made' argo_rendered
  step '... synced: hooks, objects applied on the server, hooks; the release works' argo_synced
  step '... a second sync finds no difference, and restarts nothing' argo_synced_again
  step '... deleted again; the claims and the Secrets stay' argo_deleted
  ts-node ci/tools/build.ts helm4
  step 'Flux: installed with the example`s values, on the same data; no password is made' flux_installed
  step '... an upgrade with the same values changes nothing' flux_upgrade_changes_nothing
  step '... uninstalled' helm4 uninstall "$release" -n "$namespace" --wait --timeout 3m
  kubectl delete -f "$work/gitops/secrets.yaml"
}

# --- internal ---

# As the controller does it: it always takes fields over
argo_apply() { kubectl apply --server-side --force-conflicts --field-manager=argocd-controller -f "$1"; }

argo_rendered() {
  local extra=()
  [ -z "${E2E_VALUES:-}" ] || extra=("$E2E_VALUES")
  ts-node ci/gitops/main.ts "$work/gitops" ${extra[@]+"${extra[@]}"} || return 1
  argo_apply "$work/gitops/namespace.yaml" && kubectl apply -f "$work/gitops/secrets.yaml"
}

argo_synced() {
  argo_hooks presync || return 1
  argo_apply "$work/gitops/definitions.yaml" >/dev/null && kubectl wait --for=condition=Established -f "$work/gitops/definitions.yaml" --timeout=60s >/dev/null &&
    argo_apply "$work/gitops/objects.yaml" >/dev/null || return 1
  wait_for_pods && argo_hooks postsync || return 1
  responds '20' PUT /items/gitops '{"value":"kept"}' && eventually 30 responds '200 replica {"id":"gitops","value":"kept"}' GET /items/gitops
}

argo_hooks() { # phase: their policies are before-hook-creation and hook-succeeded
  [ -s "$work/gitops/$1.yaml" ] || return 0
  kubectl delete --ignore-not-found -f "$work/gitops/$1.yaml" && argo_apply "$work/gitops/$1.yaml" || return 1
  # shellcheck disable=SC2046 # names
  kubectl -n "$namespace" wait --for=condition=Complete $(kubectl get -f "$work/gitops/$1.yaml" -o name | grep '^job') --timeout=120s || return 1
  kubectl delete --ignore-not-found -f "$work/gitops/$1.yaml"
}

wait_for_pods() {
  local kind
  for kind in deployment statefulset daemonset; do
    kubectl -n "$namespace" get "$kind" -o name | xargs -rn1 kubectl -n "$namespace" rollout status --timeout=300s || return 1
    kubectl -n "$workload" get "$kind" -o name | xargs -rn1 kubectl -n "$workload" rollout status --timeout=300s || return 1
  done
  # The operator makes their StatefulSets.
  kubectl -n "$namespace" wait --for=condition=Available prometheuses,alertmanagers --all --timeout=300s
}

argo_synced_again() {
  local file
  generations >"$work/generations" || return 1
  for file in definitions objects; do
    kubectl diff --server-side --force-conflicts --field-manager=argocd-controller -f "$work/gitops/$file.yaml" || return 1
    argo_apply "$work/gitops/$file.yaml" >/dev/null || return 1
    kubectl diff --server-side --force-conflicts --field-manager=argocd-controller -f "$work/gitops/$file.yaml" || return 1
  done
  generations | diff "$work/generations" -
}

# A changed generation is a changed spec.
generations() {
  kubectl get deployments,statefulsets,daemonsets,prometheuses,alertmanagers,prometheusrules,servicemonitors,networkpolicies -A \
    -o 'jsonpath={range .items[*]}{.kind} {.metadata.namespace}/{.metadata.name} {.metadata.generation}{"\n"}{end}' | sort
}

argo_deleted() {
  kubectl delete --ignore-not-found -f "$work/gitops/objects.yaml" --timeout=180s >/dev/null || return 1
  eventually 120 no_pods_left || return 1
  kubectl get -f "$work/gitops/secrets.yaml" && kubectl -n "$workload" get pvc -o name | grep "redis-data-$release-redis-master-0"
}

no_pods_left() { [ -z "$(kubectl -n "$workload" get pods -o name)" ]; }

flux_values() { # command...
  local extra=()
  [ -z "${E2E_VALUES:-}" ] || extra=(-f "$E2E_VALUES")
  helm4 "$@" "$release" ./chart -n "$namespace" -f "$work/gitops/flux-values.yaml" ${extra[@]+"${extra[@]}"} --wait --timeout 10m
}

flux_installed() {
  flux_values install || return 1
  ! kubectl -n "$namespace" get secret "$release-grafana-admin" 2>/dev/null || return 1
  [ "$(kubectl -n "$workload" get deployment "$release-webapp" -o 'jsonpath={.spec.template.spec.volumes[*].secret.secretName}')" = tme1crv-redis-password ] || return 1
  eventually 60 responds '200 replica {"id":"gitops","value":"kept"}' GET /items/gitops
}

# Flux compares the digests of chart and values, and upgrades when one has changed; drift is what differs from the manifest.
flux_upgrade_changes_nothing() {
  HELM=helm4 objects >"$work/before" && flux_values upgrade && HELM=helm4 objects >"$work/after" || return 1
  # The number of the revision stands in what the rollback guard reads.
  diff "$work/before" "$work/after" | grep '^[<>]' | cut -d' ' -f2-3 | grep -vx "ConfigMap $namespace/$release-data-location" >"$work/changed"
  sed 's/^/show: changed: /' "$work/changed"
  [ ! -s "$work/changed" ]
}
