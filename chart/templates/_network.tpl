{{/* Pieces of the network policies. Each takes the root context. */}}

{{- define "tme1crv.network.dnsEgress" -}}
# By port, not by pod: cluster DNS may be node-local or outside the pod network.
- ports:
    - { port: 53, protocol: UDP }
    - { port: 53, protocol: TCP }
{{- end -}}

{{- define "tme1crv.network.redisEgress" -}}
{{- if .Values.redis.enabled -}}
- to:
    - podSelector:
        matchLabels:
          {{- include "tme1crv.redis.selectorLabels" . | nindent 10 }}
  ports:
    - { port: {{ dig "master" "containerPorts" "redis" 6379 .Values.redis }}, protocol: TCP }
    {{- if include "tme1crv.redis.sentinel" . }}
    - { port: {{ include "tme1crv.redis.sentinelPort" . }}, protocol: TCP }
    {{- end }}
    {{- if ne (int (dig "replica" "containerPorts" "redis" 6379 .Values.redis)) (int (dig "master" "containerPorts" "redis" 6379 .Values.redis)) }}
    - { port: {{ dig "replica" "containerPorts" "redis" 6379 .Values.redis }} }
    {{- end }}
{{- else -}}
# Redis runs elsewhere: only its ports are known.
- ports:
    {{- $ports := list }}
    {{- range splitList "," (printf "%s,%s" .Values.externalRedis.url .Values.externalRedis.replicasUrl) }}
    {{- with trim . }}{{ $ports = append $ports (regexFind ":[0-9]+" (urlParse .).host | trimPrefix ":" | default "6379") }}{{ end }}
    {{- end }}
    {{- range uniq $ports }}
    - { port: {{ . }} }
    {{- end }}
{{- end -}}
{{- end -}}

{{- define "tme1crv.network.prometheusPeer" -}}
- namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ default .Release.Namespace .Values.networkPolicy.monitoringNamespace }}
{{- end -}}
