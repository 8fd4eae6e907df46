# shellcheck shell=bash disable=SC2034,SC2154 # variables that other parts set or read
# Where to deploy to.

resolve_target() {
  [ "$target" = auto ] || return 0
  if [ "$command" != up ] && local_stack_exists; then
    target=local
    return
  fi
  local context
  context=$(current_context)
  if [ -n "$context" ] && is_local_cluster "$context"; then
    if cluster_answers; then
      target=kubernetes
      say "target: the cluster of context $context"
      return
    fi
    say "The local cluster of context $context does not answer."
  elif [ -n "$context" ]; then
    say "The current context $context is not a local cluster's; --target kubernetes would deploy there."
  fi
  if docker_runs && command -v kind >/dev/null && command -v kubectl >/dev/null; then
    target=kind
    say 'target: a kind cluster in Docker'
  else
    target=local
    say 'target: processes on this machine (no local cluster answers, and there is no Docker with kind and kubectl)'
  fi
}

local_stack_exists() {
  local folder=${TME1CRV_STATE:-$repository/.local}
  compgen -G "$folder/run/*.json" >/dev/null
}

# The current context, or the one that --target kind made; empty without kubectl or configuration.
current_context() {
  command -v kubectl >/dev/null || return 0
  kubectl config current-context 2>/dev/null || true
}

is_local_cluster() { # context
  case $1 in
    kind-* | k3d-* | minikube) return 0 ;;
  esac
  # A minikube profile may have any name; minikube notes itself in the cluster's entry.
  kubectl config view --minify 2>/dev/null | grep -q 'provider: minikube.sigs.k8s.io'
}

# Any answer within 10 s will do.
cluster_answers() { kubectl get --raw /version --request-timeout=10s >/dev/null 2>&1; }

docker_runs() { command -v docker >/dev/null && docker info >/dev/null 2>&1; }
