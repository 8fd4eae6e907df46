# shellcheck shell=bash disable=SC2034,SC2154 # variables that other parts set or read
# The command line.

command=up
target=auto
profile=
values_files=()
set_values=()
image=
push_to=
release=tme1crv
namespace=default
timeout=5m
port_offset=0
delete_data=false
assume_yes=false

print_usage() {
  cat <<'USAGE'
usage: ./deploy-all.sh [up|status|down] [OPTION]...

Brings up the web app, Redis with its replicas, and their monitoring. Repeatable: a second run changes what changed.

  up (the default)
    --target T        auto (default): the current context if it is a local cluster's (kind, minikube, k3d), else a new
                      kind cluster if Docker runs, else local
                      kubernetes: the cluster of the current context
                      kind: a cluster of its own in Docker
                      local: processes on this machine, no cluster needed
    --profile NAME    a file of chart/profiles: dev, production, existing-monitoring (local: dev unless told)
    --values FILE     values of your own; later files win
    --set KEY=VALUE   a single value
    --image REF       the web app's image; nothing is built or pushed
    --push-to REG     builds the image and pushes it to REG, for clusters that images can't be loaded into
    --release NAME    default: tme1crv
    --namespace NS    the release's namespace; default: default
    --timeout D       for each wait, as 90s or 5m; default: 5m
    --port-offset N   local: adds N to every port
  status              what runs, and where
  down                stops everything; namespace, volumes and Secrets stay
    --delete-data     deletes them too, after asking
    --yes             does not ask
  --help

Exit codes: 0 all is up; 1 something failed, and the message says what; 2 wrong usage; 130, 143 interrupted.
USAGE
}

# usage_error MESSAGE: wrong command line.
usage_error() {
  printf 'error: %s\n\n' "$1" >&4
  print_usage >&4
  exit 2
}

read_options() { # the script's arguments
  case ${1-} in
    up | status | down)
      command=$1
      shift
      ;;
  esac
  local option value
  while [ $# -gt 0 ]; do
    option=$1
    shift
    case $option in
      -h | --help)
        print_usage
        exit 0
        ;;
      --delete-data)
        delete_data=true
        continue
        ;;
      --yes)
        assume_yes=true
        continue
        ;;
      --*=*)
        value=${option#*=}
        option=${option%%=*}
        ;;
      --*)
        [ $# -gt 0 ] || { is_option "$option" && usage_error "$option takes a value"; usage_error "unknown option $option"; }
        value=$1
        shift
        ;;
      *) usage_error "unknown command or argument: $option" ;;
    esac
    take_option "$option" "$value"
  done
  check_options
}

is_option() { [[ " --target --profile --values --set --image --push-to --release --namespace --timeout --port-offset " == *" $1 "* ]]; }

take_option() { # name value
  case $1 in
    --target) target=$2 ;;
    --profile) profile=$2 ;;
    --values) values_files+=("$2") ;;
    --set) set_values+=("$2") ;;
    --image) image=$2 ;;
    --push-to) push_to=${2%/} ;;
    --release) release=$2 ;;
    --namespace) namespace=$2 ;;
    --timeout) timeout=$2 ;;
    --port-offset) port_offset=$2 ;;
    *) usage_error "unknown option $1" ;;
  esac
}

check_options() {
  local file pair
  [[ $target =~ ^(auto|kubernetes|kind|local)$ ]] || usage_error "--target $target: must be auto, kubernetes, kind or local"
  [[ $timeout =~ ^[1-9][0-9]*(s|m|h)$ ]] || usage_error "--timeout $timeout: must be a duration such as 90s or 5m"
  [[ $port_offset =~ ^-?[0-9]+$ ]] || usage_error "--port-offset $port_offset: must be a whole number"
  [[ $release =~ ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$ ]] || usage_error "--release $release: must be lower-case letters, digits and dashes"
  [[ $namespace =~ ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$ ]] || usage_error "--namespace $namespace: must be lower-case letters, digits and dashes"
  [ -z "$image" ] || [ -z "$push_to" ] || usage_error '--image and --push-to exclude each other: --image builds nothing to push'
  [ "$command" = down ] || [ "$delete_data" = false ] || usage_error '--delete-data belongs to down'
  [ -z "$profile" ] || [ -f "$repository/chart/profiles/$profile.yaml" ] ||
    usage_error "--profile $profile: there are $(profile_names)"
  for file in ${values_files[@]+"${values_files[@]}"}; do
    [ -f "$file" ] || usage_error "--values $file: no such file"
  done
  for pair in ${set_values[@]+"${set_values[@]}"}; do
    [[ $pair == ?*=* ]] || usage_error "--set $pair: must be KEY=VALUE"
  done
}

profile_names() {
  local file names=()
  for file in "$repository"/chart/profiles/*.yaml; do
    file=${file##*/}
    names+=("${file%.yaml}")
  done
  printf '%s' "${names[*]}"
}

# Paths on the command line are relative to where it was given.
make_paths_absolute() {
  local index
  for index in ${values_files[@]+"${!values_files[@]}"}; do
    [[ ${values_files[index]} == /* ]] || values_files[index]=$PWD/${values_files[index]}
  done
}
