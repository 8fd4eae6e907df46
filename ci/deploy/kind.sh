# shellcheck shell=bash disable=SC2034,SC2154 # variables that other parts set or read
# A cluster of our own in Docker, then the same as for any other cluster.

kind_cluster=tme1crv

up_kind() {
  docker_runs || fail "--target kind takes a running Docker, and 'docker info' gets no answer." \
    'Start Docker (https://docs.docker.com/get-docker/), or use --target local, which needs none.'
  require_program kind 'https://kind.sigs.k8s.io/docs/user/quick-start/#installation'
  require_program kubectl 'https://kubernetes.io/docs/tasks/tools/'
  step_total=$((kubernetes_steps + 1))
  step "kind cluster $kind_cluster" create_kind_cluster
  use_context "kind-$kind_cluster"
  deploy_to_cluster
}

status_kind() {
  use_kind_context
  status_kubernetes
}

# The cluster itself stays, as a namespace does; with --delete-data it goes with all that is in it.
down_kind() {
  use_kind_context
  if [ "$delete_data" = true ]; then
    confirm "Delete the kind cluster $kind_cluster with all its data?"
    step_total=1
    step "kind cluster $kind_cluster" attend kind delete cluster --name "$kind_cluster"
    return
  fi
  down_kubernetes
}

# --- internal ---

create_kind_cluster() {
  if kind get clusters 2>/dev/null | grep -qx "$kind_cluster"; then
    note 'is there'
    kind export kubeconfig --name "$kind_cluster"
    return
  fi
  attend kind create cluster --name "$kind_cluster" --config "$repository/ci/kind-cluster.yaml" --wait 3m
}

use_kind_context() {
  docker_runs || fail "--target kind takes a running Docker, and 'docker info' gets no answer."
  require_program kubectl 'https://kubernetes.io/docs/tasks/tools/'
  kubectl config get-contexts "kind-$kind_cluster" >/dev/null 2>&1 || fail "There is no kind cluster $kind_cluster."
  use_context "kind-$kind_cluster"
}
