{{/* Where Redis is and how to log in to it. Each takes the root context. */}}

{{/*
The subchart's own full name, as the subchart says it. Where the subcharts are left out to check this chart alone,
nothing can be asked, and the name is the one that the usual release names lead to.
*/}}
{{- define "tme1crv.redis.fullname" -}}
{{- if .Subcharts.redis -}}
{{- include "common.names.fullname" .Subcharts.redis -}}
{{- else -}}
{{- default (ternary .Release.Name (printf "%s-redis" .Release.Name) (contains "redis" .Release.Name)) .Values.redis.fullnameOverride -}}
{{- end -}}
{{- end -}}

{{- define "tme1crv.redis.selectorLabels" -}}
app.kubernetes.io/name: {{ default "redis" .Values.redis.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "tme1crv.redis.replicated" -}}
{{- if and (eq .Values.redis.architecture "replication") (gt (int .Values.redis.replica.replicaCount) 0) -}}true{{- end -}}
{{- end -}}

{{/* How many replicas there should be at least. With Sentinel one of the nodes is the primary. */}}
{{- define "tme1crv.redis.replicas" -}}
{{- if not (include "tme1crv.redis.replicated" .) -}}0
{{- else -}}
{{- $pods := .Values.redis.replica.replicaCount -}}
{{- if dig "replica" "autoscaling" "enabled" false .Values.redis -}}{{- $pods = dig "replica" "autoscaling" "minReplicas" 1 .Values.redis -}}{{- end -}}
{{- sub (int $pods) (ternary 1 0 .Values.redis.sentinel.enabled) -}}
{{- end -}}
{{- end -}}

{{- define "tme1crv.redis.replicasHeadless" -}}
{{- printf "%s-replicas-headless" (include "tme1crv.redis.fullname" .) -}}
{{- end -}}

{{- define "tme1crv.redis.primaryHost" -}}
{{- printf "%s-primary.%s.svc" (include "tme1crv.redis.fullname" .) (include "tme1crv.workloadNamespace" .) -}}
{{- end -}}

{{- define "tme1crv.redis.primaryPort" -}}
{{- dig "master" "service" "ports" "redis" 6379 .Values.redis -}}
{{- end -}}

{{- define "tme1crv.redis.replicasPort" -}}
{{- dig "replica" "containerPorts" "redis" 6379 .Values.redis -}}
{{- end -}}

{{- define "tme1crv.redis.url" -}}
{{- if .Values.redis.enabled -}}
{{- printf "redis://%s:%v" (include "tme1crv.redis.primaryHost" .) (include "tme1crv.redis.primaryPort" .) -}}
{{- else -}}
{{- .Values.externalRedis.url -}}
{{- end -}}
{{- end -}}

{{- define "tme1crv.redis.replicasUrl" -}}
{{- if not .Values.redis.enabled -}}
{{- .Values.externalRedis.replicasUrl -}}
{{- else if include "tme1crv.redis.replicated" . -}}
{{- printf "redis://%s.%s.svc:%v" (include "tme1crv.redis.replicasHeadless" .) (include "tme1crv.workloadNamespace" .) (include "tme1crv.redis.replicasPort" .) -}}
{{- end -}}
{{- end -}}

{{/* Name of the Secret with Redis' password; empty: no password is asked for. */}}
{{- define "tme1crv.redis.secretName" -}}
{{- if .Values.redis.enabled -}}
{{- if .Values.redis.auth.enabled -}}{{- tpl .Values.redis.auth.existingSecret . -}}{{- end -}}
{{- else -}}
{{- .Values.externalRedis.existingSecret -}}
{{- end -}}
{{- end -}}

{{- define "tme1crv.redis.secretKey" -}}
{{- ternary .Values.redis.auth.existingSecretPasswordKey .Values.externalRedis.passwordKey .Values.redis.enabled -}}
{{- end -}}

{{/* The environment entry with Redis' password, for the web app and the test pods. */}}
{{- define "tme1crv.redis.passwordEnv" -}}
{{- with include "tme1crv.redis.secretName" . -}}
- name: REDIS_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: {{ include "tme1crv.redis.secretKey" $ }}
{{- end -}}
{{- end -}}
