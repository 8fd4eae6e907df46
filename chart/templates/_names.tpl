{{/* Names, labels and namespaces. Each takes the root context. */}}

{{- define "tme1crv.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* At most 40 characters, so that the longest suffix still makes a valid Service name (63). */}}
{{- define "tme1crv.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "tme1crv.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "tme1crv.webapp.fullname" -}}
{{- printf "%s-webapp" (include "tme1crv.fullname" .) -}}
{{- end -}}

{{- define "tme1crv.workloadNamespace" -}}
{{- default .Release.Namespace .Values.workload.namespace -}}
{{- end -}}

{{- define "tme1crv.monitoring.namespace" -}}
{{- default .Release.Namespace .Values.monitoring.namespace -}}
{{- end -}}

{{/* Where the bundled Grafana runs, and so its Secret. Its chart goes by this value alone, not by the one of the stack. */}}
{{- define "tme1crv.grafana.namespace" -}}
{{- dig "grafana" "namespaceOverride" "" (index .Values "kube-prometheus-stack") | default .Release.Namespace -}}
{{- end -}}

{{/* Labels of every object of this chart. */}}
{{- define "tme1crv.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: {{ include "tme1crv.name" . }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "tme1crv.webapp.componentLabels" -}}
app.kubernetes.io/name: webapp
app.kubernetes.io/component: webapp
{{- end -}}

{{/* The labels by which the web app's Service, budget and policies find its pods: these never change. */}}
{{- define "tme1crv.webapp.selectorLabels" -}}
{{ include "tme1crv.webapp.componentLabels" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "tme1crv.test.selectorLabels" -}}
app.kubernetes.io/name: {{ include "tme1crv.name" . }}-test
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* The labels by which Prometheus selects ServiceMonitors and rules. */}}
{{- define "tme1crv.monitoring.labels" -}}
{{- if .Values.monitoring.labels -}}
{{ toYaml .Values.monitoring.labels }}
{{- else -}}
release: {{ .Release.Name }}
{{- end -}}
{{- end -}}

{{- define "tme1crv.webapp.serviceAccountName" -}}
{{- if .Values.webapp.serviceAccount.create -}}
{{- default (include "tme1crv.webapp.fullname" .) .Values.webapp.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.webapp.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* `global.imageRegistry` moves this image too, as it moves those of the subcharts; a registry of its own wins. */}}
{{- define "tme1crv.webapp.image" -}}
{{- $i := .Values.webapp.image -}}
{{- $registry := $i.registry | default (.Values.global).imageRegistry -}}
{{- $name := ternary (printf "%s/%s" $registry $i.repository) $i.repository (not (empty $registry)) -}}
{{- if $i.digest -}}
{{- printf "%s@%s" $name $i.digest -}}
{{- else -}}
{{- printf "%s:%s" $name (default .Chart.AppVersion $i.tag) -}}
{{- end -}}
{{- end -}}

{{/* Pull secrets of the web app's image, as a YAML list; nothing: none. Those of `global` are maps or plain names, as the subcharts take them. */}}
{{- define "tme1crv.webapp.imagePullSecrets" -}}
{{- $names := list -}}
{{- range concat ((.Values.global).imagePullSecrets | default list) (.Values.webapp.imagePullSecrets | default list) -}}
{{- $names = append $names (kindIs "map" . | ternary (get (kindIs "map" . | ternary . dict) "name") .) -}}
{{- end -}}
{{- $secrets := list -}}
{{- range compact $names | uniq -}}{{- $secrets = append $secrets (dict "name" .) -}}{{- end -}}
{{- with $secrets -}}{{- toYaml . -}}{{- end -}}
{{- end -}}
