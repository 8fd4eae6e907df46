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
down_kubernetes() {
  require_cluster
  step_total=3
  step 'node packages' install_packages
  step 'helm' find_helm
  read_release_namespace
  if [ "$delete_data" = true ]; then
    confirm "Delete release $release and all data: the volume claims and Secrets of $release in $workload_namespace and $namespace?"
    step_total=4
  fi
  step "release $release" uninstall_release
  [ "$delete_data" = false ] || step 'data' delete_data_of_release
}

# --- internal ---

uninstall_release() {
  if ! helm status "$release" --namespace "$namespace" >/dev/null 2>&1; then
    note 'is not there'
    return
  fi
  attend "$helm" --kube-context "$kube_context" uninstall "$release" --namespace "$namespace" --wait --timeout "$timeout"
  note "namespace $workload_namespace, volumes and Secrets stay"
}

# The workload namespace goes too, when the release made it; one that was there before stays.
delete_data_of_release() {
  local space
  for space in "$workload_namespace" "$namespace"; do
    kube delete persistentvolumeclaims,secrets --namespace "$space" --selector "app.kubernetes.io/instance=$release" --ignore-not-found
    delete_operator_volumes "$space"
  done
  [ "$(namespace_owner)" != "$release" ] || attend kubectl --context "$kube_context" delete namespace "$workload_namespace" --timeout "$timeout"
}

# The operator labels the volumes of Prometheus and Alertmanager with the name of their object, not of the release.
delete_operator_volumes() { # namespace
  local name object
  while read -r name object; do
    [[ $object != "$release"-* ]] || kube delete persistentvolumeclaim --namespace "$1" "$name"
  done < <(kube get persistentvolumeclaims --namespace "$1" --selector operator.prometheus.io/name \
    --output 'jsonpath={range .items[*]}{.metadata.name} {.metadata.labels.operator\.prometheus\.io/name}{"\n"}{end}')
}

namespace_owner() {
  kube get namespace "$workload_namespace" --ignore-not-found \
    --output 'jsonpath={.metadata.annotations.meta\.helm\.sh/release-name}'
}

# Where the installed release put the web app and Redis; it may differ from what the values say by now.
read_release_namespace() {
  workload_namespace=$(helm get values "$release" --namespace "$namespace" --all --output json 2>/dev/null |
    sed -n 's/.*"workload":{[^}]*"namespace":"\([^"]*\)".*/\1/p') || true
  workload_namespace=${workload_namespace:-$namespace}
}
