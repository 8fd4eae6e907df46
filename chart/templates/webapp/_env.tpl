{{/*
The web app's environment from the values. The names and their meaning are in schemas/webapp-env.schema.json.
Numbers go through `int64`, because Helm reads large ones as floats, which would print as 1.048576e+06.
*/}}
{{- define "tme1crv.webapp.env" -}}
{{- $w := .Values.webapp -}}
- name: PORT
  value: {{ $w.ports.http | int64 | quote }}
- name: METRICS_PORT
  value: {{ $w.ports.metrics | int64 | quote }}
- name: LOG_LEVEL
  value: {{ $w.logLevel | quote }}
- name: REDIS_URL
  value: {{ include "tme1crv.redis.url" . | quote }}
{{- with include "tme1crv.redis.replicasUrl" . }}
- name: REDIS_REPLICAS_URL
  value: {{ . | quote }}
{{- end }}
{{- with include "tme1crv.redis.sentinelEnv" . }}
{{ . }}
{{- end }}
{{- if and (not .Values.redis.enabled) .Values.externalRedis.username }}
- name: REDIS_USERNAME
  value: {{ .Values.externalRedis.username | quote }}
{{- end }}
{{- with include "tme1crv.webapp.redisPasswordFile" . }}
- name: REDIS_PASSWORD_FILE
  value: {{ . }}
{{- end }}
{{- with include "tme1crv.webapp.tokensFile" . }}
- name: AUTH_TOKENS_FILE
  value: {{ . }}
{{- end }}
- name: PAGE
  value: {{ ternary "on" "off" $w.page.enabled | quote }}
{{- with $w.page.docsUrl }}
- name: PAGE_DOCS_URL
  value: {{ . | quote }}
{{- end }}
{{- with $w.page.grafanaUrl }}
- name: PAGE_GRAFANA_URL
  value: {{ . | quote }}
{{- end }}
- name: REDIS_CONNECT_TIMEOUT_MS
  value: {{ $w.redis.connectTimeoutMs | int64 | quote }}
- name: REDIS_COMMAND_TIMEOUT_MS
  value: {{ $w.redis.commandTimeoutMs | int64 | quote }}
- name: REPLICA_DISCOVERY_INTERVAL_MS
  value: {{ $w.replicaReads.discoveryIntervalMs | int64 | quote }}
- name: REPLICA_POLL_INTERVAL_MS
  value: {{ $w.replicaReads.pollIntervalMs | int64 | quote }}
- name: REPLICA_MAX_LAG_BYTES
  value: {{ $w.replicaReads.maxLagBytes | int64 | quote }}
- name: REPLICA_MAX_LAG_SECONDS
  value: {{ $w.replicaReads.maxLagSeconds | int64 | quote }}
- name: MAX_BODY_BYTES
  value: {{ $w.limits.bodyBytes | int64 | quote }}
- name: MAX_URL_BYTES
  value: {{ $w.limits.urlBytes | int64 | quote }}
- name: MAX_BATCH_ITEMS
  value: {{ $w.limits.batchItems | int64 | quote }}
- name: MAX_CONCURRENT_REQUESTS
  value: {{ $w.limits.concurrentRequests | int64 | quote }}
- name: REQUEST_TIMEOUT_MS
  value: {{ $w.limits.requestTimeoutMs | int64 | quote }}
- name: SHUTDOWN_DELAY_MS
  value: {{ mul $w.shutdown.delaySeconds 1000 | quote }}
- name: SHUTDOWN_TIMEOUT_MS
  value: {{ mul $w.shutdown.drainSeconds 1000 | quote }}
{{- end -}}
