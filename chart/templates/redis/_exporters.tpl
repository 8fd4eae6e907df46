{{/*
The exporters of a node with Sentinel, one for its Redis and one for its Sentinel. The subchart would start its own by a shell, which the
official image lacks (it ignores `metrics.command` in this mode). Takes the subchart's context: `redis.replica.sidecars` calls it.
*/}}
{{- define "tme1crv.redis.exporters" -}}
{{- if .Values.sentinel.enabled }}
{{- range $name, $part := dict
      "metrics" (dict "port" "metrics" "of" .Values.replica.containerPorts.redis "at" .Values.metrics.containerPorts.http)
      "sentinel-metrics" (dict "port" "sentinel-metric" "of" .Values.sentinel.containerPorts.sentinel "at" (add1 .Values.metrics.containerPorts.http)) }}
- name: {{ $name }}
  image: {{ include "redis.metrics.image" $ }}
  imagePullPolicy: {{ $.Values.metrics.image.pullPolicy | quote }}
  command:
    - /redis_exporter
    - "--redis.addr=localhost:{{ $part.of }}"
    - "--redis.password-file={{ ternary "/opt/tme1crv/exporter/password.json" "" $.Values.auth.enabled }}"
  {{- if $.Values.metrics.containerSecurityContext.enabled }}
  securityContext: {{- include "common.compatibility.renderSecurityContext" (dict "secContext" $.Values.metrics.containerSecurityContext "context" $) | nindent 4 }}
  {{- end }}
  env:
    - name: REDIS_EXPORTER_WEB_LISTEN_ADDRESS
      value: ":{{ $part.at }}"
    {{- if $.Values.auth.enabled }}
    - name: REDIS_PASSWORD
      valueFrom:
        secretKeyRef:
          name: {{ include "redis.secretName" $ }}
          key: {{ include "redis.secretPasswordKey" $ }}
    {{- end }}
    {{- with $.Values.metrics.extraEnvVars }}
    {{- include "common.tplvalues.render" (dict "value" . "context" $) | nindent 4 }}
    {{- end }}
  ports:
    - name: {{ $part.port }}
      containerPort: {{ $part.at }}
  livenessProbe:
    tcpSocket:
      port: {{ $part.port }}
    initialDelaySeconds: 10
    failureThreshold: 5
  {{- with $.Values.metrics.extraVolumeMounts }}
  volumeMounts: {{- include "common.tplvalues.render" (dict "value" . "context" $) | nindent 4 }}
  {{- end }}
  resources: {{- toYaml $.Values.metrics.resources | nindent 4 }}
{{- end }}
{{- end }}
{{- end -}}
