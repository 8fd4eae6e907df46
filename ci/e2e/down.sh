# shellcheck shell=bash disable=SC2154
# `deploy-all.sh down` deletes what it says. Part of lasting_steps, whose release these functions use.

down_steps() {
  step 'deploy-all.sh down keeps the namespace, the Secret and the claims, and says so' down_keeps
  step 'deploy-all.sh down --delete-data after it deletes them' down_deletes
  step 'deploy-all.sh down --delete-data leaves a namespace of another owner' down_spares_foreign_namespace
}

# --- internal ---

down() { HELM_BIN=$(command -v helm) ./deploy-all.sh down --target kubernetes --release "$release" --namespace "$namespace" "$@"; }

down_keeps() {
  keeps_objects down || return 1
  ! helm status "$release" -n "$namespace" 2>/dev/null
}

keeps_objects() { # command...
  identities >"$work/identities" || return 1
  "$@" >"$work/down" 2>&1 || { cat "$work/down"; return 1; }
  sed 's/^/show: /' "$work/down"
  identities | diff "$work/identities" -
}

down_deletes() {
  down --delete-data --yes >"$work/down" 2>&1 || { cat "$work/down"; return 1; }
  sed 's/^/show: /' "$work/down"
  ! kubectl get namespace "$workload" 2>/dev/null
}

# The workload namespace was there before the release, with a claim in it that isn't ours.
down_spares_foreign_namespace() {
  kubectl create namespace "$workload" && kubectl label namespace "$workload" pod-security.kubernetes.io/enforce=restricted || return 1
  kubectl -n "$workload" create secret generic somebody-elses --from-literal=a=b || return 1
  small_install helm4 || return 1
  { down && down --delete-data --yes; } >"$work/down" 2>&1 || { cat "$work/down"; return 1; }
  sed 's/^/show: /' "$work/down"
  # Pods that end take their time, and nobody waits for them.
  eventually 60 only_what_is_theirs || { kubectl -n "$workload" get secret,pvc,pod; return 1; }
  kubectl delete namespace "$workload" --wait --timeout=60s
}

only_what_is_theirs() { [ "$(kubectl -n "$workload" get secret,pvc,pod -o name)" = secret/somebody-elses ]; }
