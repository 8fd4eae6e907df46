{{/* Where the data lives, in words that a user reads and that the rollback guard compares. Each takes the root context. */}}

{{- define "tme1crv.dataLocation.configMap" -}}
{{- printf "%s-data-location" .Release.Name -}}
{{- end -}}

{{/*
The volume with the primary's data. Rollbacks across versions of this chart compare these words, so they stay the same as long as the
place is the same.
*/}}
{{- define "tme1crv.dataLocation.primary" -}}
{{- if include "tme1crv.redis.sentinel" . -}}
the claims redis-data-{{ include "tme1crv.redis.fullname" . }}-node-N in namespace {{ include "tme1crv.workloadNamespace" . }}
{{- else if .Values.redis.enabled -}}
{{- $master := .Values.redis.master -}}
{{- $persistence := $master.persistence -}}
{{- $kind := $master.kind | default "StatefulSet" -}}
{{- $name := printf "%s-master" (include "tme1crv.redis.fullname" .) -}}
{{- if or (not $persistence.enabled) (eq $kind "DaemonSet") -}}
a temporary volume of the pod of {{ $name }}
{{- else if $persistence.existingClaim -}}
the claim {{ tpl $persistence.existingClaim . }}
{{- else if eq $kind "Deployment" -}}
the claim redis-data-{{ $name }}
{{- else -}}
the claim redis-data-{{ $name }}-0
{{- end -}}
{{- with $persistence.subPath }} (folder {{ . }}){{ end }} in namespace {{ include "tme1crv.workloadNamespace" . }}
{{- else -}}
the Redis at {{ (urlParse .Values.externalRedis.url).host }}
{{- end -}}
{{- end -}}
