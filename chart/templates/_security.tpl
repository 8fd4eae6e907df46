{{/*
Security contexts that satisfy the `restricted` Pod Security level, for the web app, its backups and the test pods.
OpenShift gives each namespace users of its own and admits no pod that names another one: there the pods name none, as
the Redis subchart's do.
*/}}

{{/* Not empty where pods may name no user; the Redis subchart's switch (auto, force or disabled) is ours, too. */}}
{{- define "tme1crv.usersAreGiven" -}}
{{- $all := (((.Values.global).compatibility).openshift).adaptSecurityContext -}}
{{- $adapt := $all | default ((((.Values.redis).global).compatibility).openshift).adaptSecurityContext | default "auto" -}}
{{- if or (eq $adapt "force") (and (eq $adapt "auto") (.Capabilities.APIVersions.Has "security.openshift.io/v1")) -}}
true
{{- end -}}
{{- end -}}

{{- define "tme1crv.podSecurityContext" -}}
runAsNonRoot: true
{{- if not (include "tme1crv.usersAreGiven" .) }}
runAsUser: 1000
runAsGroup: 1000
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "tme1crv.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}
