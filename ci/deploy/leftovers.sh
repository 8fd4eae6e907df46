# shellcheck shell=bash disable=SC2034,SC2154 # variables that other parts set or read
# What a release leaves in the cluster when it is uninstalled, whether it is still there or long gone. Nothing is deleted here.
#
# The workload namespace of a release that is gone isn't written anywhere. It is found by the objects that the release made and that
# say so: the namespace itself, or the Secret with Redis' password in it.

own_namespaces=()   # made by the release
data_namespaces=()  # where it keeps data, whoever made them
left_claims=()      # of Redis, Prometheus and Alertmanager, as NAMESPACE/NAME
left_secrets=()     # NAMESPACE/NAME
left_hooks=()       # test pods and guards that Helm leaves, as KIND NAMESPACE/NAME
left_kubelet=       # Service of the operator in kube-system
doubtful_claims=()  # may be Redis' of this release or of another one, as NAMESPACE/NAME

# find_leftovers: fills the variables above. `workload_namespace` is set to the one of the release if that is still there, else empty.
find_leftovers() {
  local all
  own_namespaces=() left_claims=() left_secrets=() left_hooks=() doubtful_claims=() left_kubelet=
  data_namespaces=("$namespace")
  [ -z "$workload_namespace" ] || add_data_namespace "$workload_namespace"
  all=$(labelled_objects)
  # Twice: which claims are the release's depends on what else is in their namespace.
  each_object find_owned <<<"$all"
  each_object find_unmarked <<<"$all"
  find_operator_claims
  find_kubelet_service
}

# A line for each thing that was found.
list_leftovers() {
  local item
  for item in ${own_namespaces[@]+"${own_namespaces[@]}"}; do say "  namespace $item, with everything in it"; done
  for item in ${left_claims[@]+"${left_claims[@]}"}; do say "  claim $item"; done
  for item in ${left_secrets[@]+"${left_secrets[@]}"}; do say "  Secret $item"; done
  for item in ${left_hooks[@]+"${left_hooks[@]}"}; do say "  $item"; done
  [ -z "$left_kubelet" ] || say "  Service kube-system/$left_kubelet, made by the Prometheus operator"
}

has_leftovers() {
  [ $((${#own_namespaces[@]} + ${#left_claims[@]} + ${#left_secrets[@]} + ${#left_hooks[@]})) -gt 0 ] || [ -n "$left_kubelet" ]
}

# What is left alone, why, and the command for those who know better.
explain_what_stays() {
  local item
  for item in "${data_namespaces[@]}"; do
    [ "$item" = "$namespace" ] || is_in "$item" ${own_namespaces[@]+"${own_namespaces[@]}"} || say "The namespace $item stays: another owner made it."
  done
  for item in ${doubtful_claims[@]+"${doubtful_claims[@]}"}; do
    say "The claim $item stays: nothing says that this release made it. If it did:"
    say "  kubectl --context $kube_context -n ${item%%/*} delete persistentvolumeclaim ${item#*/}"
  done
  explain_retained_volumes
  kube get customresourcedefinitions --output name 2>/dev/null | grep -q '\.monitoring\.coreos\.com$' || return 0
  say 'The definitions of the Prometheus operator stay: the whole cluster shares them, and deleting them deletes every'
  say 'ServiceMonitor, rule and Prometheus in it. If nothing else uses them:'
  say "  kubectl --context $kube_context get customresourcedefinitions -o name | grep '\\.monitoring\\.coreos\\.com\$' | xargs kubectl --context $kube_context delete"
}

# --- internal ---

# A volume may outlive its claim, with the data.
explain_retained_volumes() {
  local policy space claim volume volumes=
  while read -r policy space claim volume; do
    [ "$policy" = Retain ] || continue
    is_in "$space" ${own_namespaces[@]+"${own_namespaces[@]}"} ||
      is_in "$space/$claim" ${left_claims[@]+"${left_claims[@]}"} || continue
    volumes+=" $volume"
  done < <(kube get persistentvolumes --output \
    'jsonpath={range .items[?(@.status.phase=="Released")]}{.spec.persistentVolumeReclaimPolicy} {.spec.claimRef.namespace} {.spec.claimRef.name} {.metadata.name}{"\n"}{end}' 2>/dev/null)
  [ -n "$volumes" ] || return 0
  say 'These volumes keep the data, since their reclaim policy is Retain. To give them up (what they are made of may stay with'
  say 'the storage provider):'
  say "  kubectl --context $kube_context delete persistentvolume$volumes"
}

# KIND|NAMESPACE|NAME|CHART|HOOK|OWNER|ITS NAMESPACE|OWNER BY HELM|ITS NAMESPACE: what has the release's label.
labelled_objects() {
  local template space kinds=secrets,persistentvolumeclaims,pods,jobs
  template='jsonpath={range .items[*]}{.kind}|{.metadata.namespace}|{.metadata.name}|{.metadata.labels.helm\.sh/chart}|{.metadata.annotations.helm\.sh/hook}'
  template+='|{.metadata.annotations.tme1crv/release-name}|{.metadata.annotations.tme1crv/release-namespace}'
  template+='|{.metadata.annotations.meta\.helm\.sh/release-name}|{.metadata.annotations.meta\.helm\.sh/release-namespace}{"\n"}{end}'
  kube get "namespaces,$kinds" --all-namespaces --selector "app.kubernetes.io/instance=$release" --output "$template" && return
  # Not everybody may look everywhere.
  say "All namespaces can't be searched with these rights: only ${data_namespaces[*]} will be."
  for space in "${data_namespaces[@]}"; do
    kube get "$kinds" --namespace "$space" --selector "app.kubernetes.io/instance=$release" --output "$template"
  done
  kube get namespaces --selector "app.kubernetes.io/instance=$release" --output "$template" || true
}

each_object() { # function: called with the fields of each line of the input
  local kind space name chart hook owner owner_space helm_owner helm_space
  while IFS='|' read -r kind space name chart hook owner owner_space helm_owner helm_space; do
    [ -z "$kind" ] || "$1"
  done
}

# The fields are each_object's variables.
is_owned() { [ "$owner|$owner_space" = "$release|$namespace" ] || [ "$helm_owner|$helm_space" = "$release|$namespace" ]; }

find_owned() {
  is_owned || return 0
  case $kind in
    Namespace)
      own_namespaces+=("$name")
      add_data_namespace "$name"
      ;;
    Secret)
      left_secrets+=("$space/$name")
      [ "$name" != "$release-redis-auth" ] || add_data_namespace "$space"
      ;;
  esac
}

# Claims and hooks carry no note of their owner. Redis' claims all begin with redis-data-, and other charts' objects may
# have the same label when their release has the same name.
find_unmarked() {
  case $kind in
    PersistentVolumeClaim)
      [[ $name == redis-data-* ]] || return 0
      if is_in "$space" "${data_namespaces[@]}"; then
        left_claims+=("$space/$name")
      else
        doubtful_claims+=("$space/$name")
      fi
      ;;
    Pod | Job)
      [ -n "$hook" ] && [[ $chart == tme1crv-* ]] && is_in "$space" "${data_namespaces[@]}" || return 0
      left_hooks+=("$kind $space/$name")
      ;;
  esac
}

# The operator labels the claims of Prometheus and Alertmanager with the name of their object, not of the release.
find_operator_claims() {
  local name object
  while read -r name object; do
    case $object in
      "$(stack_name)-prometheus" | "$(stack_name)-alertmanager") left_claims+=("$namespace/$name") ;;
    esac
  done < <(kube get persistentvolumeclaims --namespace "$namespace" --selector operator.prometheus.io/name \
    --output 'jsonpath={range .items[*]}{.metadata.name} {.metadata.labels.operator\.prometheus\.io/name}{"\n"}{end}')
}

# The operator makes it itself, and Helm doesn't know of it. Who may not look into kube-system isn't told.
find_kubelet_service() {
  local found
  found=$(kube get service "$(stack_name)-kubelet" --namespace kube-system --ignore-not-found --output name 2>/dev/null) || return 0
  left_kubelet=${found#service/}
}

# The full name that kube-prometheus-stack gives itself: of a release that is gone nothing else tells it. With
# kube-prometheus-stack.fullnameOverride it is another, and what has that name isn't found.
stack_name() {
  local name=$release-kube-prometheus-stack
  [[ $release != *kube-prometheus-stack* ]] || name=$release
  name=${name:0:26}
  printf '%s' "${name%-}"
}

is_in() { # item items...
  local item=$1 other
  shift
  for other in "$@"; do [ "$other" != "$item" ] || return 0; done
  return 1
}

add_data_namespace() { is_in "$1" "${data_namespaces[@]}" || data_namespaces+=("$1"); }
