{{/*
The image that the rollback guard runs in, with what it takes to run it, as a JSON object; an empty one: no guard. Takes the root context.

It is Redis' own: after the rollback Redis needs it too, so where it can't be pulled the rollback would have stopped Redis. Without a
Redis of its own the release has only the web app's. The pull secrets of that one are in the workload namespace, and the guard
runs in the release's: where these are two namespaces and there are pull secrets, the guard is left out.
*/}}
{{- define "tme1crv.guardImage" -}}
{{- if .Values.redis.enabled -}}
{{- include "tme1crv.redis.podBasics" . -}}
{{- else if and .Values.webapp.enabled (or (not (include "tme1crv.webapp.imagePullSecrets" .)) (eq (include "tme1crv.workloadNamespace" .) .Release.Namespace)) -}}
{{- toJson (dict
      "image" (include "tme1crv.webapp.image" .)
      "imagePullSecrets" (include "tme1crv.webapp.imagePullSecrets" . | fromYamlArray)
      "nodeSelector" .Values.webapp.nodeSelector
      "tolerations" .Values.webapp.tolerations) -}}
{{- else -}}
{}
{{- end -}}
{{- end -}}
