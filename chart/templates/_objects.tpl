{{/* Objects that outlive a release, and how to tell whose they are. */}}

{{/* "true" when templates can ask the API server. In an offline render (`helm template`, Argo CD) `lookup` finds nothing, not even kube-system. */}}
{{- define "tme1crv.online" -}}
{{- if lookup "v1" "Namespace" "" "kube-system" -}}true{{- end -}}
{{- end -}}

{{/* "true" when this release made the object, now or before it was uninstalled: Helm takes such an object over again. Takes (list root object). */}}
{{- define "tme1crv.isOurs" -}}
{{- $root := index . 0 -}}
{{- $annotations := (index . 1).metadata.annotations | default dict -}}
{{- if and (eq (get $annotations "meta.helm.sh/release-name") $root.Release.Name) (eq (get $annotations "meta.helm.sh/release-namespace") $root.Release.Namespace) -}}true{{- end -}}
{{- end -}}

{{/* "true" when this release has the workload namespace among its objects. */}}
{{- define "tme1crv.ownsNamespace" -}}
{{- $name := include "tme1crv.workloadNamespace" . -}}
{{- if and .Values.workload.createNamespace (ne $name .Release.Namespace) -}}
{{- $found := lookup "v1" "Namespace" "" $name -}}
{{- if or (not $found) (include "tme1crv.isOurs" (list . $found)) -}}true{{- end -}}
{{- end -}}
{{- end -}}

{{/*
A Secret whose random password is drawn once and then never changes: (dict "root" $ "namespace" n "name" n "data" (dict key value-or-empty) "labels" yaml).
An empty value asks for a random one. Values that the Secret has already are kept. Offline there is no Secret at all:
what can't see the old password would draw a new one with every render.
*/}}
{{- define "tme1crv.lastingSecret" -}}
{{- $root := .root -}}
{{- if include "tme1crv.online" $root -}}
{{- $found := lookup "v1" "Secret" .namespace .name -}}
{{- if or (not $found) (include "tme1crv.isOurs" (list $root $found)) -}}
{{- $old := dict -}}
{{- if $found -}}{{- $old = $found.data | default dict -}}{{- end -}}
apiVersion: v1
kind: Secret
metadata:
  name: {{ .name }}
  namespace: {{ .namespace }}
  labels:
    {{- .labels | nindent 4 }}
  annotations:
    # The data that it opens outlives the release, and so does the password.
    helm.sh/resource-policy: keep
type: Opaque
data:
  {{- range $key, $value := .data }}
  {{ $key }}: {{ if get $old $key }}{{ get $old $key }}{{ else }}{{ default (randAlphaNum 32) $value | b64enc }}{{ end }}
  {{- end }}
{{- end -}}
{{- end -}}
{{- end -}}
