module tme1crv/ci/tools/crds

go 1.26.0

// Nothing of these is built: lint-test reads the custom resource definitions from the modules' files.
require (
	// The kinds of examples/flux. Newer ones take Go 1.27.
	github.com/fluxcd/helm-controller v1.6.3
	github.com/fluxcd/kustomize-controller v1.7.3
	github.com/fluxcd/source-controller v1.8.5
	// What the pinned kube-prometheus-stack brings.
	github.com/prometheus-operator/prometheus-operator v0.93.1
	// HTTPRoute v1 has been stable since 1.0; 1.5 is the one that was tested with.
	sigs.k8s.io/gateway-api v1.5.0
)
