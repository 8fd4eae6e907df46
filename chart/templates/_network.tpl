{{/* Pieces of the network policies. Each takes the root context, unless it says otherwise. */}}

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
{{- $stack := index .Values "kube-prometheus-stack" -}}
{{- $bundled := ternary $stack.namespaceOverride "" (and $stack.enabled (not (empty $stack.namespaceOverride)) | empty | not) -}}
- namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ .Values.networkPolicy.monitoringNamespace | default $bundled | default .Release.Namespace }}
{{- end -}}

{{/* A peer: (dict "namespace" name "labels" dict). */}}
{{- define "tme1crv.network.pods" -}}
- namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ .namespace }}
  podSelector:
    matchLabels:
      {{- toYaml .labels | nindent 6 }}
{{- end -}}

{{/* "true" when kube-prometheus-stack's values for Prometheus or Alertmanager, which this takes, lead to it from outside the cluster. */}}
{{- define "tme1crv.network.isExposed" -}}
{{- $ways := list (dig "ingress" "enabled" false .) (dig "ingressPerReplica" "enabled" false .) -}}
{{- range $route := dig "route" dict . -}}{{- $ways = append $ways $route.enabled -}}{{- end -}}
{{- range $service := list "service" "servicePerReplica" -}}
{{- $ways = append $ways (ne (dig $service "type" "ClusterIP" $) "ClusterIP") -}}
{{- end -}}
{{- if has true $ways -}}true{{- end -}}
{{- end -}}
