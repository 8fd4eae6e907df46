# shellcheck shell=bash disable=SC2034,SC2154 # variables that other parts set or read
# The web app's image: taken as it is, or built and brought to where the cluster's nodes find it.

# Sets the chart's image values in chart_settings.
provide_image() {
  if [ "$webapp_enabled" != true ]; then
    note 'none is needed: webapp.enabled is false'
  elif [ -n "$image" ]; then
    use_image "$image"
    note "$image, as told"
  elif [ -n "$image_registry" ] && [ -z "$push_to" ]; then
    note "$image_registry/$image_repository, as the values say"
  else
    build_image
  fi
}

# --- internal ---

use_image() { # [registry/]repository[:tag][@digest]
  local reference=$1 registry='' tag='' digest=''
  [[ $reference != *@* ]] || { digest=${reference#*@}; reference=${reference%@*}; }
  [[ ${reference##*/} != *:* ]] || { tag=${reference##*:}; reference=${reference%:*}; }
  # As Docker reads it: without tag and digest "latest" is meant, and the first part is a registry when it looks like a host.
  if [[ $reference == */* && ${reference%%/*} =~ [.:]|^localhost$ ]]; then
    registry=${reference%%/*}
    reference=${reference#*/}
  fi
  [ -n "$tag$digest" ] || tag=latest
  chart_settings=("webapp.image.registry=$registry" "webapp.image.repository=$reference" "webapp.image.tag=$tag" "webapp.image.digest=$digest")
}

build_image() {
  local builder loader reference
  builder=$(find_builder)
  loader=$(find_loader)
  reference=${push_to:+$push_to/}tme1crv-webapp:$(source_tag)
  [ -n "$builder" ] || fail 'The web app'"'"'s image has to be built, and neither Docker, Podman nor Buildah is usable here.' \
    'Install one of them, or name an image that the cluster can pull: --image REF.'
  [ -n "$push_to" ] || [ -n "$loader" ] || fail \
    "Images can't be loaded into the cluster of context $kube_context: it is not kind's, minikube's or k3d's." \
    'Push it to a registry that the cluster pulls from: --push-to REGISTRY (after logging in there). Or name one that is there: --image REF.'
  has_image "$builder" "$reference" || attend "$builder" build --tag "$reference" "$repository/webapp" || {
    end_step failed after
    show_output
    fail "$builder could not build webapp/Dockerfile; see above."
  }
  if [ -n "$push_to" ]; then
    attend "$builder" push "$reference" || {
      end_step failed after
      show_output
      fail "$reference could not be pushed." "Log in first: $builder login ${push_to%%/*}"
    }
  else
    load_image "$builder" "$loader" "$reference"
  fi
  use_image "$reference"
  note "$reference"
}

# The content's digest as tag: pods are replaced when, and only when, the web app has changed.
source_tag() {
  local version digest
  version=$(sed -n 's/^appVersion: *"\{0,1\}\([^" ]*\).*/\1/p' "$repository/chart/Chart.yaml")
  digest=$(cd "$repository/webapp" && find . \( -name node_modules -o -name dist \) -prune -o -type f -print0 |
    LC_ALL=C sort -z | xargs -0 cat | git hash-object --stdin)
  printf '%s-%s' "$version" "${digest:0:12}"
}

find_builder() {
  if docker_runs; then printf docker
  elif command -v podman >/dev/null; then printf podman
  elif command -v buildah >/dev/null; then printf buildah
  fi
}

find_loader() {
  case $kube_context in
    kind-*) command -v kind || true ;;
    k3d-*) command -v k3d || true ;;
    *) if is_local_cluster "$kube_context"; then command -v minikube || true; fi ;;
  esac
}

has_image() { # builder reference
  case $1 in
    buildah) buildah inspect --type image "$2" >/dev/null 2>&1 ;;
    *) "$1" image inspect "$2" >/dev/null 2>&1 ;;
  esac
}

# Through an archive, which every builder writes and every loader reads, under the name that the nodes look for.
load_image() { # builder loader reference
  local folder archive
  folder=$(mktemp -d "${TMPDIR:-/tmp}/tme1crv-image.XXXXXX")
  archive=$folder/image.tar
  case $1 in
    docker) attend docker save --output "$archive" "$3" ;;
    podman) attend podman push "$3" "docker-archive:$archive:docker.io/library/$3" ;;
    buildah) attend buildah push "$3" "docker-archive:$archive:docker.io/library/$3" ;;
  esac
  case $2 in
    */kind) attend kind load image-archive "$archive" --name "${kube_context#kind-}" ;;
    */k3d) attend k3d image import "$archive" --cluster "${kube_context#k3d-}" ;;
    */minikube) attend minikube --profile "$kube_context" image load "$archive" ;;
  esac
  rm -rf "$folder"
}
