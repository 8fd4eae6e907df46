#!/usr/bin/env bash
# Puts the JSON schemas that kubeconform checks against into .tools/schemas, without asking the network for them:
# the Kubernetes API's from the PyPI package kubernetes-validate, custom resources' from their projects' Go modules.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
kubernetes=1.36.0
dest=$root/.tools/schemas
stamp=$(cat "$root/ci/requirements.txt" "$root/ci/tools/crds/go.mod" "$root"/ci/lint/*schemas* | sha256sum | cut -c1-16)
[ "$(cat "$dest/.stamp" 2>/dev/null)" != "$stamp" ] || exit 0

rm -rf "$dest"
mkdir -p "$dest"
from=$(echo "$root"/.venv/lib/python3*/site-packages/kubernetes_validate/kubernetes-json-schema/"v$kubernetes-local-strict")
[ -d "$from" ] || { printf 'schemas: %s is missing: run: make tools\n' "kubernetes-validate" >&2; exit 1; }
ts_node=$root/node_modules/.bin/ts-node
"$ts_node" "$root/ci/lint/kubernetes-schemas.ts" "$dest" "$from"

module() { (cd "$root/ci/tools/crds" && go mod download "$1" && go list -m -f '{{.Dir}}' "$1"); }
operator=$(module github.com/prometheus-operator/prometheus-operator)
gateway=$(module sigs.k8s.io/gateway-api)
"$ts_node" "$root/ci/lint/crd-schemas.ts" "$dest" \
  "$operator"/example/prometheus-operator-crd/*.yaml "$gateway"/config/crd/standard/*.yaml
printf %s "$stamp" >"$dest/.stamp"
