{{/*
Objects that outlive a release (the workload namespace and the Secrets with passwords), and how to tell whose they are.

They are hooks of install and upgrade, rendered only while the cluster has none, and so are in no manifest: what isn't in a
manifest can't be written back by `helm rollback` nor be deleted by `helm uninstall`.
*/}}

{{/* "true" when templates can ask the API server. In an offline render (`helm template`, Argo CD) `lookup` finds nothing, not even kube-system. */}}
{{- define "tme1crv.online" -}}
{{- if lookup "v1" "Namespace" "" "kube-system" -}}true{{- end -}}
{{- end -}}

{{/* Who made an object. Helm notes that on the objects of a manifest, but not on hooks. */}}
{{- define "tme1crv.ownerAnnotations" -}}
tme1crv/release-name: {{ .Release.Name }}
tme1crv/release-namespace: {{ .Release.Namespace }}
{{- end -}}

{{/* "true" when this release made the object, now or before it was uninstalled, as a hook or (by a chart before this one) in its manifest. Takes (list root object). */}}
{{- define "tme1crv.isOurs" -}}
{{- $root := index . 0 -}}
{{- $annotations := (index . 1).metadata.annotations | default dict -}}
{{- range $owner := list "tme1crv" "meta.helm.sh" -}}
{{- if and (eq (get $annotations (printf "%s/release-name" $owner) | toString) $root.Release.Name) (eq (get $annotations (printf "%s/release-namespace" $owner) | toString) $root.Release.Namespace) -}}true{{- end -}}
{{- end -}}
{{- end -}}

{{/*
The annotations of a hook that makes an object once and for all. Takes (list root weight).
The delete policy is never "before-hook-creation", which is what Helm takes when none is given: that deletes the object at the next
upgrade, whatever its resource policy says.
*/}}
{{- define "tme1crv.createOnce" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ index . 1 | quote }}
helm.sh/hook-delete-policy: hook-failed
# For the case that it is in the manifest of a revision from before it was a hook.
helm.sh/resource-policy: keep
{{ include "tme1crv.ownerAnnotations" (index . 0) }}
{{- end -}}

{{/* "true" when this release makes the workload namespace, or has made it. */}}
{{- define "tme1crv.ownsNamespace" -}}
{{- $name := include "tme1crv.workloadNamespace" . -}}
{{- if and .Values.workload.createNamespace (ne $name .Release.Namespace) -}}
{{- $found := lookup "v1" "Namespace" "" $name -}}
{{- if or (not $found) (include "tme1crv.isOurs" (list . $found)) -}}true{{- end -}}
{{- end -}}
{{- end -}}

{{/*
The Secrets with random passwords, as a JSON object by name: namespace, data (an empty value asks for a random one), and what asks for
the password while it runs. A Secret of another name is its owner's to make.
*/}}
{{- define "tme1crv.persistentSecrets" -}}
{{- $secrets := dict -}}
{{- $name := printf "%s-redis-auth" .Release.Name -}}
{{- if and .Values.redis.enabled .Values.redis.auth.enabled (eq (include "tme1crv.redis.secretName" .) $name) -}}
{{- $_ := set $secrets $name (dict
      "namespace" (include "tme1crv.workloadNamespace" .)
      "data" (dict (include "tme1crv.redis.secretKey" .) "")) -}}
{{- end -}}
{{- $grafana := (index .Values "kube-prometheus-stack").grafana -}}
{{- $name = printf "%s-grafana-admin" .Release.Name -}}
{{- if and (index .Values "kube-prometheus-stack").enabled $grafana.enabled (eq (tpl $grafana.admin.existingSecret .) $name) -}}
{{- $_ := set $secrets $name (dict
      "namespace" (include "tme1crv.grafana.namespace" .)
      "data" (dict $grafana.admin.userKey "admin" $grafana.admin.passwordKey "")) -}}
{{- end -}}
{{- toJson $secrets -}}
{{- end -}}

{{/*
One of them, by name: (list root name). Nothing is rendered once the cluster has it. Offline nothing is rendered either: what can't
see the old password would draw a new one with every render.
*/}}
{{- define "tme1crv.persistentSecret" -}}
{{- $root := index . 0 -}}
{{- $name := index . 1 -}}
{{- with get (include "tme1crv.persistentSecrets" $root | fromJson) $name -}}
{{- if and (include "tme1crv.online" $root) (not (lookup "v1" "Secret" .namespace $name)) -}}
apiVersion: v1
kind: Secret
metadata:
  name: {{ $name }}
  namespace: {{ .namespace }}
  labels:
    {{- include "tme1crv.labels" $root | nindent 4 }}
  annotations:
    {{- include "tme1crv.createOnce" (list $root "-10") | nindent 4 }}
type: Opaque
data:
  {{- range $key, $value := .data }}
  {{ $key }}: {{ default (randAlphaNum 32) $value | b64enc }}
  {{- end }}
{{- end -}}
{{- end -}}
{{- end -}}
