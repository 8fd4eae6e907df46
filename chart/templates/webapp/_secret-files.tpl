{{/*
Secrets that the web app reads as files and follows while it runs. Each is mounted as a folder: what is mounted by `subPath` is
never updated. (dict "root" $ "redis" true): Redis' password too; the test pods take it from their environment, as they live for seconds.
*/}}

{{- define "tme1crv.webapp.redisPasswordFile" -}}
{{- if include "tme1crv.redis.secretName" . -}}/etc/webapp/redis/password{{- end -}}
{{- end -}}

{{- define "tme1crv.webapp.tokensFile" -}}
{{- if .Values.webapp.auth.existingSecret -}}/etc/webapp/auth/tokens{{- end -}}
{{- end -}}

{{- define "tme1crv.webapp.secretVolumes" -}}
{{- $root := .root -}}
{{- if and .redis (include "tme1crv.webapp.redisPasswordFile" $root) }}
- name: redis-password
  secret:
    secretName: {{ include "tme1crv.redis.secretName" $root }}
    items:
      - key: {{ include "tme1crv.redis.secretKey" $root }}
        path: password
{{- end }}
{{- if include "tme1crv.webapp.tokensFile" $root }}
- name: api-tokens
  secret:
    secretName: {{ $root.Values.webapp.auth.existingSecret }}
    items:
      - key: {{ $root.Values.webapp.auth.tokensKey }}
        path: tokens
{{- end }}
{{- end -}}

{{- define "tme1crv.webapp.secretMounts" -}}
{{- $root := .root -}}
{{- if .redis }}
{{- with include "tme1crv.webapp.redisPasswordFile" $root }}
- name: redis-password
  mountPath: {{ dir . }}
  readOnly: true
{{- end }}
{{- end }}
{{- with include "tme1crv.webapp.tokensFile" $root }}
- name: api-tokens
  mountPath: {{ dir . }}
  readOnly: true
{{- end }}
{{- end -}}
