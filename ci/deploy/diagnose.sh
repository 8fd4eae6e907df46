# shellcheck shell=bash disable=SC2034,SC2154 # variables that other parts set or read
# What a cluster has to say about a deployment that failed: events, pods that aren't ready, their logs.

explain_cluster() {
  local space pod spaces=("$namespace")
  [ "$workload_namespace" = "$namespace" ] || spaces+=("$workload_namespace")
  for space in "${spaces[@]}"; do
    printf '\n--- warnings in namespace %s, the last ones\n' "$space" >&4
    kube get events --namespace "$space" --field-selector type=Warning --sort-by .lastTimestamp 2>&1 | tail -n 12 >&4
    for pod in $(unready_pods "$space"); do
      printf '\n--- pod %s/%s is not ready\n' "$space" "$pod" >&4
      kube describe pod --namespace "$space" "$pod" 2>&1 | sed -n '/^Events:/,$p' | tail -n 8 >&4
      # After a crash the log that explains it is the one before.
      { kube logs --namespace "$space" "$pod" --all-containers --previous --tail 15 2>/dev/null ||
        kube logs --namespace "$space" "$pod" --all-containers --tail 15 2>&1; } >&4 || true
      explain_image "$space" "$pod"
    done
  done
}

# --- internal ---

unready_pods() { # namespace
  kube get pods --namespace "$1" --no-headers 2>/dev/null |
    awk '{ split($2, ready, "/"); if ($3 != "Completed" && (ready[1] != ready[2] || $3 != "Running")) print $1 }' | head -n 6
}

explain_image() { # namespace pod
  local waiting name reason
  # shellcheck disable=SC2016 # a template for kubectl
  waiting=$(kube get pod --namespace "$1" "$2" --output 'go-template={{range .status.containerStatuses}}{{with .state.waiting}}{{.reason}}{{end}} {{.image}}{{"\n"}}{{end}}{{range .status.initContainerStatuses}}{{with .state.waiting}}{{.reason}}{{end}} {{.image}}{{"\n"}}{{end}}' 2>/dev/null) || return 0
  while read -r reason name; do
    [[ $reason == ImagePullBackOff || $reason == ErrImagePull || $reason == ErrImageNeverPull || $reason == InvalidImageName ]] || continue
    printf '\nThe image %s cannot be pulled by the node.\n' "$name" >&4
    if [[ $name == *tme1crv-webapp* ]]; then
      printf '%s\n' 'It is the web app'"'"'s own: build and load it (leave out --image), push it with --push-to REGISTRY, or name one that can be pulled: --image REF.' >&4
    else
      printf '%s\n' 'Check its name, the network of the nodes and, for a private registry, the pull secrets; a mirror is set through the values.' >&4
    fi
  done <<<"$waiting"
}
