# shellcheck shell=bash disable=SC2034,SC2154 # variables that other parts set or read
# Status and removal of a release on a cluster.

status_kubernetes() {
  require_cluster
  install_packages >/dev/null 2>&1
  find_helm
  helm status "$release" --namespace "$namespace" >/dev/null 2>&1 ||
    fail "There is no release $release in namespace $namespace." 'Bring it up: ./deploy-all.sh --target kubernetes'
  read_release_namespace
  helm list --namespace "$namespace" --filter "^$release\$" >&3
  say ''
  kube get pods --namespace "$workload_namespace" --selector "app.kubernetes.io/instance=$release" --output wide >&3
  [ "$workload_namespace" = "$namespace" ] || kube get pods --namespace "$namespace" >&3
  print_cluster_addresses
}

# Uninstalls the release. Namespace, volumes and Secrets stay, so that installing again finds the data.
# With --delete-data they go too, also those of a release that was uninstalled before.
down_kubernetes() {
  require_cluster
  step_total=4
  [ "$delete_data" = false ] || step_total=5
  step 'node packages' install_packages
  step 'helm' find_helm
  read_release_namespace
  step 'what the release leaves' look_for_leftovers
  if [ "$delete_data" = true ] && has_leftovers; then
    say 'To be deleted:'
    list_leftovers
    confirm "Delete release $release and all of this?"
  fi
  step "release $release" uninstall_release
  if [ "$delete_data" = true ]; then
    step 'data' delete_leftovers
    [ -z "$undeleted_kubelet" ] || say "The Service kube-system/$undeleted_kubelet stays: it could not be deleted with these rights."
    explain_what_stays
  elif has_leftovers; then
    say 'What stays:'
    list_leftovers
    say 'Installing again finds it. To delete it: the same command with --delete-data.'
  fi
}

# --- internal ---

look_for_leftovers() {
  find_leftovers
  has_leftovers || note 'nothing found'
}

uninstall_release() {
  if [ -z "$workload_namespace" ]; then
    note 'is not there'
    return
  fi
  attend "$helm" --kube-context "$kube_context" uninstall "$release" --namespace "$namespace" --wait --timeout "$timeout"
  note "namespace $workload_namespace, volumes and Secrets stay"
}

# What is in a namespace of the release goes with it; one that was there before stays.
delete_leftovers() {
  local item kind
  undeleted_kubelet=
  for item in ${left_claims[@]+"${left_claims[@]}"}; do delete_left persistentvolumeclaim "$item"; done
  for item in ${left_secrets[@]+"${left_secrets[@]}"}; do delete_left secret "$item"; done
  for item in ${left_hooks[@]+"${left_hooks[@]}"}; do
    kind=$(tr '[:upper:]' '[:lower:]' <<<"${item%% *}")
    delete_left "$kind" "${item#* }"
  done
  if [ -n "$left_kubelet" ]; then
    delete_kubelet_service || undeleted_kubelet=$left_kubelet
  fi
  for item in ${own_namespaces[@]+"${own_namespaces[@]}"}; do
    attend kubectl --context "$kube_context" delete namespace "$item" --ignore-not-found --timeout "$timeout"
  done
}

# It holds no data, and not everybody may change kube-system: what can't be deleted doesn't stop the rest.
delete_kubelet_service() {
  kube delete service,endpoints --namespace kube-system "$left_kubelet" --ignore-not-found &&
    kube delete endpointslices --namespace kube-system --selector "kubernetes.io/service-name=$left_kubelet"
}

delete_left() { # kind namespace/name
  is_in "${2%%/*}" ${own_namespaces[@]+"${own_namespaces[@]}"} ||
    kube delete "$1" --namespace "${2%%/*}" "${2#*/}" --ignore-not-found --timeout "$timeout"
}

# Where the installed release put the web app and Redis; it may differ from what the values say by now. Empty: no such release.
read_release_namespace() {
  workload_namespace=
  helm status "$release" --namespace "$namespace" >/dev/null 2>&1 || return 0
  workload_namespace=$(helm get values "$release" --namespace "$namespace" --all --output json 2>/dev/null |
    sed -n 's/.*"workload":{[^}]*"namespace":"\([^"]*\)".*/\1/p') || true
  workload_namespace=${workload_namespace:-$namespace}
}
