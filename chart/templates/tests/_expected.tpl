{{/* What the monitoring test expects. Each takes the root context. */}}

{{/* The Prometheus to ask; empty when there is none that this chart knows of. */}}
{{- define "tme1crv.prometheusUrl" -}}
{{- $name := "kube-prometheus-stack" -}}
{{- if .Values.monitoring.prometheusUrl -}}
{{- .Values.monitoring.prometheusUrl -}}
{{- else if and (index .Subcharts $name) (ne (dig "prometheus" "enabled" true (index .Values $name) | toString) "false") -}}
{{- $stack := index .Subcharts $name -}}
{{- $path := dig "prometheus" "prometheusSpec" "routePrefix" "" (index .Values $name) | default "" | trimAll "/" -}}
{{- printf "http://%s-prometheus.%s:%v%s" (include "kube-prometheus-stack.fullname" $stack) (include "kube-prometheus-stack.namespace" $stack) (dig "prometheus" "service" "port" 9090 (index .Values $name)) (ternary (printf "/%s" $path) "" (ne $path "")) -}}
{{- end -}}
{{- end -}}

{{/* JSON: how many targets each job has to have, and of Redis' how many in each role. What is autoscaled has at least its minimum. */}}
{{- define "tme1crv.expectedTargets" -}}
{{- $expected := list -}}
{{- if .Values.webapp.enabled -}}
{{- $pods := ternary .Values.webapp.autoscaling.minReplicas .Values.webapp.replicas .Values.webapp.autoscaling.enabled -}}
{{- $expected = append $expected (dict "job" (include "tme1crv.webapp.fullname" .) "atLeast" (int64 $pods) "exact" (not .Values.webapp.autoscaling.enabled)) -}}
{{- end -}}
{{- if include "tme1crv.redis.metrics" . -}}
{{- $job := printf "%s-metrics" (include "tme1crv.redis.fullname" .) -}}
{{- $replicas := include "tme1crv.redis.replicas" . | int64 -}}
{{- $pods := dict "atLeast" (add $replicas 1) "exact" (not (and $replicas (dig "replica" "autoscaling" "enabled" false .Values.redis))) -}}
{{- $expected = append $expected (merge (dict "job" $job "roles" (dict "master" 1 "slave" $replicas)) $pods) -}}
{{- if include "tme1crv.redis.sentinel" . -}}
{{- $expected = append $expected (merge (dict "job" (printf "%s-sentinel" $job)) $pods) -}}
{{- end -}}
{{- end -}}
{{- toJson $expected -}}
{{- end -}}
