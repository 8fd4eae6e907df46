# shellcheck shell=bash disable=SC2154
# What outlives a release stays the same whatever Helm does: the workload namespace, the Secret with Redis' password, the claims.
#
# In a small release of its own, which begins with a chart from before these objects were hooks.

before_hooks=1f6553c # the last commit whose manifest has the namespace and the Secret

lasting_steps() {
  local release=${E2E_SMALL_RELEASE:-small}
  local namespace=$release workload=$release-data
  # shellcheck disable=SC2054 # the commas are Helm's
  local small=(-n "$namespace" --wait --timeout 5m
    --set "fullnameOverride=$release,workload.namespace=$workload,redis.namespaceOverride=$workload"
    --set "webapp.replicas=1,webapp.podDisruptionBudget.enabled=false,redis.replica.replicaCount=1"
    --set "kube-prometheus-stack.enabled=false,monitoring.serviceMonitors.enabled=false"
    --set "monitoring.rules.enabled=false,monitoring.dashboards.enabled=false")
  # These steps go back to revisions that Helm would have dropped after ten more.
  local -x HELM_MAX_HISTORY=50
  ts-node ci/tools/build.ts helm4
  kubectl create namespace "$namespace"
  if git cat-file -e "$before_hooks:chart" 2>/dev/null; then
    step 'a release of a chart that has the namespace and the Secret in its manifest' install_chart_from_before
    step '... goes over to hooks: nothing is deleted, nothing made anew' upgrade_keeps helm logLevel=debug
  else
    say "left out: going over from an older chart (commit $before_hooks isn't in this clone)"
    step 'helm install of a small release' small_install helm
  fi
  step '... its manifest has no namespace and no Secret' nothing_lasting_in_manifest
  step 'Helm 4: an upgrade keeps the namespace, the Secret, the claims and the password' upgrade_keeps helm4 logLevel=info
  step 'Helm 3: the next upgrade, too' upgrade_keeps helm logLevel=warn
  step 'the password is rotated' rotate_password
  step 'helm rollback keeps the new password' rollback_keeps helm
  step 'Helm 4: helm rollback keeps the new password' rollback_keeps helm4
  [ ! -d "$work/before-hooks" ] ||
    step '... but not one to a revision of the older chart, as documented, and the way out works' old_revision_writes_old_password
  guard_steps
  step 'a Secret deleted by hand: the upgrade is refused, and the command in its message brings the password back' deleted_secret_is_said helm
  step 'Helm 4: the same' deleted_secret_is_said helm4
  step 'another Pod Security level is refused, since the namespace would not get it' other_level_is_refused
  step 'helm uninstall and install: the same namespace, Secret, claims and password' reinstall_keeps helm
  step 'Helm 4: helm uninstall and install: the same' reinstall_keeps helm4
  down_steps
  kubectl delete namespace "$namespace" --wait=false
}

# --- internal ---

small_install() { "$1" install "$release" ./chart "${small[@]}"; } # helm

small_upgrade() { # helm settings...
  local helm=$1 settings=() item
  shift
  for item in "$@"; do settings+=(--set "$item"); done
  "$helm" upgrade "$release" ./chart "${small[@]}" ${settings[@]+"${settings[@]}"}
}

install_chart_from_before() {
  mkdir -p "$work/before-hooks"
  git archive "$before_hooks" chart | tar -x -C "$work/before-hooks" || return 1
  cp -r chart/charts "$work/before-hooks/chart/" || return 1
  helm install "$release" "$work/before-hooks/chart" "${small[@]}" || return 1
  helm get manifest "$release" -n "$namespace" | grep '^kind: Secret$' >/dev/null
}

# Each thing that has to stay, with its uid, and a checksum of the password
identities() {
  kubectl get namespace "$workload" -o 'jsonpath=namespace {.metadata.uid}{"\n"}' || return 1
  kubectl -n "$workload" get secret "$release-redis-auth" -o 'jsonpath=Secret {.metadata.uid}{"\n"}' || return 1
  kubectl -n "$workload" get pvc -l "app.kubernetes.io/instance=$release" -o 'jsonpath={range .items[*]}{.metadata.name} {.metadata.uid}{"\n"}{end}' || return 1
  printf 'password %s\n' "$(password | sha256sum | cut -c1-8)"
}

still_works() { # a write, and a read of it
  responds '20' PUT /items/e2e '{"value":"kept"}' && eventually 30 responds '200 replica {"id":"e2e","value":"kept"}' GET /items/e2e
}

keeps() { # command...: what has to stay is the same after it
  identities >"$work/identities" || return 1
  [ "$(grep -c . "$work/identities")" -ge 5 ] || { cat "$work/identities"; return 1; } # namespace, Secret, two claims, password
  "$@" || return 1
  identities | diff "$work/identities" - || return 1
  still_works
}

upgrade_keeps() { # helm web-app-setting
  keeps small_upgrade "$1" "webapp.$2"
}

nothing_lasting_in_manifest() {
  helm get manifest "$release" -n "$namespace" >"$work/manifest" || return 1
  ! grep -E '^kind: (Namespace|Secret)$' "$work/manifest"
}

# As an operator does it today: a new value, and everything restarts with it.
rotate_password() {
  kubectl -n "$workload" patch secret "$release-redis-auth" -p '{"stringData":{"redis-password":"rotated"}}' &&
    kubectl -n "$workload" rollout restart deployment,statefulset &&
    kubectl -n "$workload" rollout status statefulset "$release-redis-master" --timeout=2m &&
    kubectl -n "$workload" rollout status deployment "$release-webapp" --timeout=2m &&
    eventually 60 still_works
}

rollback_keeps() { # helm: to the revision before, and everything starts anew with the password that is there then
  keeps "$1" rollback "$release" -n "$namespace" --wait --timeout 5m || return 1
  kubectl -n "$workload" rollout restart deployment,statefulset || return 1
  kubectl -n "$workload" rollout status statefulset "$release-redis-master" --timeout=2m || return 1
  kubectl -n "$workload" rollout status deployment "$release-webapp" --timeout=2m || return 1
  eventually 60 still_works
}

old_revision_writes_old_password() { # revision 1 is the older chart's
  local rotated
  rotated=$(password)
  keeps_uids helm rollback "$release" 1 -n "$namespace" || return 1
  [ "$(password)" != "$rotated" ] || { say 'the old password was not written: docs/upgrades.md says that it is'; return 1; }
  kubectl -n "$workload" patch secret "$release-redis-auth" -p "{\"data\":{\"redis-password\":\"$rotated\"}}" || return 1
  keeps_uids small_upgrade helm webapp.logLevel=warn || return 1
  nothing_lasting_in_manifest && [ "$(password)" = "$rotated" ] && eventually 120 still_works
}

keeps_uids() { # command...: as keeps, whatever becomes of the password
  identities | grep -v '^password' >"$work/identities"
  "$@" || return 1
  identities | grep -v '^password' | diff "$work/identities" -
}

# The command in the message of a refusal, which is on a line of its own
command_in() { # file beginning
  grep -E "^ +$2" "$1" | sed 's/^ *//' | head -n 1
}

deleted_secret_is_said() { # helm
  local before command
  before=$(password)
  kubectl -n "$workload" delete secret "$release-redis-auth" || return 1
  ! small_upgrade "$1" webapp.logLevel=info >"$work/refused" 2>&1 || return 1
  grep -q "the Secret $release-redis-auth in namespace $workload is gone" "$work/refused" || { cat "$work/refused"; return 1; }
  command=$(command_in "$work/refused" kubectl)
  echo "show: $command"
  bash -c "$command" || return 1
  [ "$(password)" = "$before" ] || return 1
  small_upgrade "$1" webapp.logLevel=info
}

other_level_is_refused() {
  ! small_upgrade helm workload.podSecurityLevel=baseline >"$work/refused" 2>&1 || return 1
  command_in "$work/refused" kubectl | sed 's/^/show: /'
  grep -q 'kubectl label namespace' "$work/refused"
}

reinstall_keeps() { keeps reinstall "$1"; } # helm

reinstall() { # helm
  "$1" uninstall "$release" -n "$namespace" --wait --timeout 3m && small_install "$1" && eventually 60 still_works
}
