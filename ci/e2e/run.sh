#!/usr/bin/env bash
# make e2e: the real chart with its real subcharts on a real, local cluster: install, helm test, upgrade, faults,
# uninstall, install again, nothing lost; then Helm 4, a second release and chart-testing.
#
# The cluster is the one of the current kube context. It has to be a local one (an API server on this machine, kind,
# minikube or k3d) unless E2E_ANY_CLUSTER=1, and must not have the release yet. The web app's image has to be there.
#   E2E_VALUES=FILE   further values, for example ci/e2e/no-grafana-values.yaml
#   E2E_FREE_VOLUMES=COMMAND  for clusters with few volumes: frees those that deleted claims left behind
#   E2E_TOPOLOGY=sentinel  nodes with Sentinel (profile ha), with Helm 3 alone, and the subchart's own scripts emptied
#   E2E_HELM=helm4    the main part with Helm 4; the second one is about both
#   E2E_PICTURES=FOLDER  screenshots of the dashboards as Grafana shows them; Grafana has to be on
#   E2E_ONLY=main     leaves out the tutorials, maintenance, tokens and the second part (Helm 4, second release, what outlives a release, chart-testing)
#   E2E_ONLY=gitops   only the examples for Argo CD and Flux
#   E2E_ONLY=lasting  only what outlives a release, in a small release; E2E_SMALL_RELEASE=NAME names it (default: small)
# shellcheck disable=SC1090,SC2154 # the parts are checked by themselves; variables from elsewhere are those of lib.sh
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root" || exit 1
export PATH=$root/.tools/bin:$root/.venv/bin:$root/node_modules/.bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for part in lib backup checks foreseen scaling lost-claim rotation maintenance tokens tutorials monitoring pictures gitops lasting guard down plain sentinel; do . "ci/e2e/$part.sh"; done
values=(-f ci/e2e/backup-values.yaml)
topology=${E2E_TOPOLOGY:-plain} replicas=3 sentinels=0 claims=5
# shellcheck disable=SC2034 # used by the parts
if [ "$topology" = sentinel ]; then
  replicas=2 sentinels=3 claims=7
  values+=(-f chart/profiles/ha.yaml --post-renderer ci/e2e/empty-scripts.sh)
fi
if [ "${E2E_HELM:-helm}" != helm ]; then # under the name that everything calls
  ts-node ci/tools/build.ts "$E2E_HELM" || exit 1
  mkdir "$work/bin" && ln -s "$root/.tools/bin/$E2E_HELM" "$work/bin/helm"
  export PATH=$work/bin:$PATH
  E2E_ONLY=${E2E_ONLY:-main}
fi
[ -z "${E2E_VALUES:-}" ] || values+=(-f "$E2E_VALUES")

command -v kubectl >/dev/null || { say 'e2e: kubectl is missing: install it (https://kubernetes.io/docs/tasks/tools/)'; exit 1; }
context=$(kubectl config current-context 2>/dev/null) || { say 'e2e: no kube context is set: start a local cluster (kind, minikube, k3d) first'; exit 1; }
server=$(kubectl config view --minify -o 'jsonpath={.clusters[0].cluster.server}')
if [[ ! $server =~ ^https?://(127\.0\.0\.1|localhost|\[::1\])[:/] && ! $context =~ ^(kind-|k3d-|minikube) && ${E2E_ANY_CLUSTER:-} != 1 ]]; then
  say "e2e: the context $context ($server) is no local cluster. This test installs and deletes; set E2E_ANY_CLUSTER=1 if that is meant."
  exit 1
fi
kubectl version --request-timeout=10s >/dev/null 2>&1 || { say "e2e: the cluster of context $context ($server) does not respond"; exit 1; }
say "e2e on context $context ($server)"
if [ "${E2E_ONLY:-}" = lasting ]; then
  lasting_steps
  summary
  exit
fi
if helm status "$release" -n "$namespace" >/dev/null 2>&1 || kubectl get namespace "$workload" >/dev/null 2>&1; then
  say "e2e: release $release or namespace $workload is there already: ./deploy-all.sh down --delete-data removes both"
  exit 1
fi

clean_up() { # with what Prometheus has seen: the next run's Redis would look like this one's that has lost its data
  kubectl delete namespace "$workload" --wait --timeout=120s && kubectl -n "$namespace" delete pvc -l operator.prometheus.io/name --wait --timeout=60s
}
if [ "${E2E_ONLY:-}" = gitops ]; then
  gitops_steps
  step 'clean up' clean_up
  summary
  exit
fi

install() { "${HELM:-helm}" install "$release" ./chart -n "$namespace" "${values[@]}" --wait --timeout 5m; }
uninstall() { "${HELM:-helm}" uninstall "$release" -n "$namespace" --wait --timeout 3m; }

step 'helm install from an empty cluster' install
step 'helm test: replication and monitoring' helm_test helm
step 'one healthy target for each pod, one of Redis` the primary by its own word' targets_are_right 2
step 'the operator has loaded every rule of this chart' rules_are_loaded
step 'nothing fires but the Watchdog' only_the_watchdog_fires
step 'series that only a cluster has are there' cluster_series_are_there
step 'the workload namespace enforces restricted' enforces_restricted
step 'Redis does not accept other namespaces' redis_is_closed
step 'a write through the app is read back from a replica' write_and_read
password >"$work/password"

step 'gen-values finds what cannot be changed in place: what the API server refuses' refusals_are_foreseen
[ "$topology" = sentinel ] || step 'the API server refuses what gen-values validate --deep says that it refuses' refusals_are_real
step 'gen-values foresees the upgrade with overrides' foresee_upgrade
step 'helm upgrade with overrides changes only what was overridden' upgrade_changes_only_overrides
step '... restarts the pods that were foreseen, and no others' eventually 120 restarts_are_foreseen
step '... and keeps the password' same_password
step '... and the data' responds '200 ' GET /items/e2e
if [ "$topology" = sentinel ]; then sentinel_steps; else plain_steps; fi
[ -z "${E2E_PICTURES:-}" ] || step 'each dashboard as Grafana shows it' dashboards_are_shown "$E2E_PICTURES"
if [ "${E2E_ONLY:-}" != main ]; then
  [ "$topology" = sentinel ] || tutorial_steps
  maintenance_steps
  tokens_steps
  [ "$topology" = sentinel ] || claims=$((claims - 1)) # of the replica that is no more
fi
step 'helm uninstall' uninstall
step '... keeps the namespace, the volumes and the password' leftovers_are_kept
step 'helm install again' install
step '... finds the password' same_password
step '... and the data' eventually 60 responds '200 replica' GET /items/e2e

if [ "$topology" = plain ] && [ "${E2E_ONLY:-}" != main ]; then
  free_volumes
  step 'a second release with the first one`s monitoring' second_release
  step 'helm uninstall' uninstall
  free_volumes
  lasting_steps
  free_volumes
  gitops_steps
  free_volumes
  ts-node ci/tools/build.ts helm4
  HELM=helm4 step 'Helm 4: install' install
  step 'Helm 4: helm test' helm_test helm4
  step 'Helm 4: finds the data' eventually 60 responds '200 replica' GET /items/e2e
  HELM=helm4 step 'Helm 4: upgrade changes only what was overridden' upgrade_changes_only_overrides
  HELM=helm4 step 'Helm 4: uninstall' uninstall
  free_volumes
  step 'chart-testing install, in one namespace of its own' ct install --config ci/ct.yaml --charts chart --helm-extra-args '--timeout 5m'
else
  step 'helm uninstall' uninstall
fi
step 'clean up' clean_up

summary
