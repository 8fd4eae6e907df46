# shellcheck shell=bash disable=SC2034,SC2154 # variables that other parts set or read
# The deployment to a cluster, step by step.

kubernetes_steps=8
chart_settings=()
workload_namespace=

up_kubernetes() {
  step_total=$kubernetes_steps
  deploy_to_cluster
}

deploy_to_cluster() {
  require_cluster
  step 'node packages' install_packages
  step 'values' validate_values
  step 'helm' find_helm
  read_facts
  require_no_pending_release
  warn_without_metrics_api
  step 'subcharts' env "HELM=$helm" "$repository/ci/deps.sh"
  step 'image' provide_image
  step 'custom resource definitions' apply_definitions
  step "release $release" install_release
  step 'helm test' test_release
  print_cluster_addresses
}

# --- internal ---

# What the steps must know of the merged values.
read_facts() {
  local facts
  facts=$(chart_values workload.namespace kube-prometheus-stack.enabled webapp.enabled webapp.autoscaling.enabled \
    webapp.image.registry webapp.image.repository) || fail 'The chart does not render with these values; see above.'
  {
    read -r workload_namespace
    read -r stack_enabled
    read -r webapp_enabled
    read -r autoscaling
    read -r image_registry
    read -r image_repository
  } <<<"$facts"
  workload_namespace=${workload_namespace:-$namespace}
}

# An installation that was killed leaves a release that Helm refuses to touch.
require_no_pending_release() {
  local state
  state=$(helm status "$release" --namespace "$namespace" --output json 2>/dev/null |
    sed -n 's/.*"status":"\(pending-[a-z]*\)".*/\1/p') || true
  case $state in
    pending-install) fail "Release $release was interrupted while it was installed ($state)." \
      "Wait if another installation is under way; else: helm uninstall $release --namespace $namespace (data stays), and again." ;;
    pending-*) fail "Release $release was interrupted while it was changed ($state)." \
      "Wait if another upgrade is under way; else: helm rollback $release $(deployed_revision)--namespace $namespace, and again." ;;
  esac
}

# The revision that runs, with a blank behind it: without a number, Helm would take the one before the interrupted one, which
# may itself have been interrupted.
deployed_revision() {
  helm history "$release" --namespace "$namespace" --output json 2>/dev/null | tr '{' '\n' |
    sed -n 's/.*"revision":\([0-9]*\),.*"status":"deployed".*/\1 /p' | tail -n 1
}

warn_without_metrics_api() {
  [ "$autoscaling" = true ] || return 0
  [ "$(kube get apiservice v1beta1.metrics.k8s.io --ignore-not-found \
    --output 'jsonpath={.status.conditions[?(@.type=="Available")].status}')" = True ] && return
  say 'webapp.autoscaling is on, but the cluster has no metrics API: the number of pods will not change until metrics-server'
  say 'is installed (https://github.com/kubernetes-sigs/metrics-server).'
}

# Helm installs definitions only with a new release: on an upgrade they would stay as they are, or stay away.
apply_definitions() {
  if [ "$stack_enabled" != true ]; then
    note "the cluster's own are used"
    return
  fi
  if ! helm status "$release" --namespace "$namespace" >/dev/null 2>&1; then
    note 'come with the release'
    return
  fi
  "$helm" show crds "$repository"/chart/charts/kube-prometheus-stack-*.tgz |
    kube apply --server-side --force-conflicts --filename - || {
    end_step failed after
    show_output
    fail 'The definitions could not be applied.' 'Are you allowed to change CustomResourceDefinitions in this cluster?'
  }
}

install_release() {
  local arguments=() item
  collect_values
  for item in ${asked_values[@]+"${asked_values[@]}"}; do arguments+=(--values "$item"); done
  for item in ${chart_settings[@]+"${chart_settings[@]}"} ${set_values[@]+"${set_values[@]}"}; do arguments+=(--set "$item"); done
  # --reset-values: the command line says everything, so that the same command always gives the same release.
  attend "$helm" --kube-context "$kube_context" upgrade --install "$release" "$repository/chart" --namespace "$namespace" --create-namespace \
    --reset-values --wait --timeout "$timeout" ${arguments[@]+"${arguments[@]}"} || {
    end_step failed after
    show_output
    explain_cluster
    fail "The release did not become ready within $timeout." 'Mend what is named above and run the same command again.'
  }
}

test_release() {
  attend "$helm" --kube-context "$kube_context" test "$release" --namespace "$namespace" --timeout "$timeout" || {
    end_step failed after
    show_output
    explain_cluster
    fail 'helm test failed: the release runs, but not all of it works.' "Again: helm test $release --namespace $namespace --logs"
  }
}
