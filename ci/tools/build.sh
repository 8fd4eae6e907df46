#!/usr/bin/env bash
# Builds the pinned command line tools that are missing into .tools/bin: ci/tools/build.sh NAME...
#
# Names: helm helm4 ct kubeconform helm-unittest promtool. A tool is built again when the go.mod that pins it changes.
# Takes Go; with TOOLS_FROM_PATH=1 a program of that name on PATH is taken as it is (then its version is yours to watch).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=$here/../../.tools/bin

fail() { printf 'tools: %s\n' "$*" >&2; exit 1; }

build() { # name module-folder package linker-flags
  local name=$1 folder=$here/$2 package=$3 flags=${4:-} stamp
  stamp=$({ cat "$folder/go.mod" "$folder/go.sum"; printf %s "$package $flags"; } | sha256sum | cut -c1-16)
  if [ "${TOOLS_FROM_PATH:-}" = 1 ] && command -v "$name" >/dev/null; then return; fi
  if [ -x "$bin/$name" ] && [ "$(cat "$bin/.$name.stamp" 2>/dev/null)" = "$stamp" ]; then return; fi
  command -v go >/dev/null || fail "$name is missing and Go, which builds it, too: install Go 1.26 or newer (https://go.dev/dl), or put $name on PATH and set TOOLS_FROM_PATH=1"
  printf 'tools: building %s\n' "$name" >&2
  mkdir -p "$bin"
  (cd "$folder" && CGO_ENABLED=0 go build -trimpath -ldflags "-s -w $flags" -o "$bin/$name" "$package") >"$bin/.$name.log" 2>&1 ||
    { cat "$bin/.$name.log" >&2; fail "building $name failed; see above"; }
  printf '%s' "$stamp" >"$bin/.$name.stamp"
}

pinned() { # module-folder module: its version in go.mod
  awk -v module="$2" '{ for (i = 1; i < NF; i++) if ($i == module) { print $(i + 1); exit } }' "$here/$1/go.mod"
}

# Without a cluster Helm assumes the Kubernetes version that its Makefile stamps in; unstamped it would be 1.20.
kubernetes="-X helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor=1 -X helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=36"
lint="-X helm.sh/helm/v3/pkg/lint/rules.k8sVersionMajor=1 -X helm.sh/helm/v3/pkg/lint/rules.k8sVersionMinor=36"

[ $# -gt 0 ] || fail "name at least one tool: helm helm4 ct kubeconform helm-unittest promtool"
for tool in "$@"; do
  case $tool in
    helm) build helm . helm.sh/helm/v3/cmd/helm "-X helm.sh/helm/v3/internal/version.version=$(pinned . helm.sh/helm/v3) $kubernetes $lint" ;;
    helm4) build helm4 helm4 helm.sh/helm/v4/cmd/helm "-X helm.sh/helm/v4/internal/version.version=$(pinned helm4 helm.sh/helm/v4)" ;;
    ct) build ct . github.com/helm/chart-testing/v3/ct ;;
    kubeconform) build kubeconform . github.com/yannh/kubeconform/cmd/kubeconform ;;
    helm-unittest) build helm-unittest . github.com/helm-unittest/helm-unittest/cmd/helm-unittest "$kubernetes" ;;
    promtool) build promtool prometheus github.com/prometheus/prometheus/cmd/promtool ;;
    *) fail "unknown tool: $tool" ;;
  esac
done
