{{/* What the monitoring test expects. Each takes the root context. */}}

{{/* The Prometheus to ask; empty when there is none that this chart knows of. */}}
{{- define "tme1crv.prometheusUrl" -}}
{{- $name := "kube-prometheus-stack" -}}
{{- if .Values.monitoring.prometheusUrl -}}
{{- .Values.monitoring.prometheusUrl -}}
{{- else if index .Subcharts $name -}}
{{- $stack := index .Subcharts $name -}}
{{- printf "http://%s-prometheus.%s:%v" (include "kube-prometheus-stack.fullname" $stack) (include "kube-prometheus-stack.namespace" $stack) (dig "prometheus" "service" "port" 9090 (index .Values $name)) -}}
{{- end -}}
{{- end -}}

{{/* JSON: how many targets each job and component has to have. An autoscaled web app has at least its minimum. */}}
{{- define "tme1crv.expectedTargets" -}}
{{- $expected := list -}}
{{- if .Values.webapp.enabled -}}
{{- $pods := ternary .Values.webapp.autoscaling.minReplicas .Values.webapp.replicas .Values.webapp.autoscaling.enabled -}}
{{- $expected = append $expected (dict "job" (include "tme1crv.webapp.fullname" .) "atLeast" (int64 $pods) "exact" (not .Values.webapp.autoscaling.enabled)) -}}
{{- end -}}
{{- if include "tme1crv.redis.metrics" . -}}
{{- $job := printf "%s-metrics" (include "tme1crv.redis.fullname" .) -}}
{{- $expected = append $expected (dict "job" $job "component" "master" "atLeast" 1 "exact" true) -}}
{{- if include "tme1crv.redis.replicated" . -}}
{{- $expected = append $expected (dict "job" $job "component" "replica" "atLeast" (int64 .Values.redis.replica.replicaCount) "exact" true) -}}
{{- end -}}
{{- end -}}
{{- toJson $expected -}}
{{- end -}}
