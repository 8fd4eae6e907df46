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

{{/* Whether every Redis is a node with a Sentinel, of which any may lead. */}}
{{- define "tme1crv.redis.sentinel" -}}
{{- if and .Values.redis.enabled .Values.redis.sentinel.enabled (eq .Values.redis.architecture "replication") -}}true{{- end -}}
{{- end -}}

{{/* Whether exporters run beside Redis: the subchart's, or with Sentinel this chart's. */}}
{{- define "tme1crv.redis.metrics" -}}
{{- if and .Values.redis.enabled (or .Values.redis.metrics.enabled (include "tme1crv.redis.sentinel" .)) -}}true{{- end -}}
{{- end -}}

{{/* How many replicas there should be at least. Of the nodes with Sentinel one leads. */}}
{{- define "tme1crv.redis.replicas" -}}
{{- if not (include "tme1crv.redis.replicated" .) -}}0
{{- else if include "tme1crv.redis.sentinel" . -}}{{ sub (int .Values.redis.replica.replicaCount) 1 }}
{{- else if dig "replica" "autoscaling" "enabled" false .Values.redis -}}{{ dig "replica" "autoscaling" "minReplicas" 1 .Values.redis | int }}
{{- else -}}{{ int .Values.redis.replica.replicaCount }}
{{- end -}}
{{- end -}}

{{- define "tme1crv.redis.replicasHeadless" -}}
{{- printf "%s-replicas-headless" (include "tme1crv.redis.fullname" .) -}}
{{- end -}}

{{/* What follows the name of a pod in its DNS name. Whole, so that no search domain is tried. */}}
{{- define "tme1crv.redis.podDomain" -}}
{{- printf ".%s-headless.%s.svc.%s" (include "tme1crv.redis.fullname" .) (include "tme1crv.workloadNamespace" .) (default "cluster.local" .Values.redis.clusterDomain) -}}
{{- end -}}

{{/* The names of all nodes with Sentinel, one a line. */}}
{{- define "tme1crv.redis.nodeHosts" -}}
{{- range $n := until (int .Values.redis.replica.replicaCount) -}}
{{- printf "%s-node-%d%s\n" (include "tme1crv.redis.fullname" $) $n (include "tme1crv.redis.podDomain" $) -}}
{{- end -}}
{{- end -}}

{{- define "tme1crv.redis.sentinelPort" -}}
{{- dig "containerPorts" "sentinel" 26379 .Values.redis.sentinel -}}
{{- end -}}

{{- define "tme1crv.redis.masterSet" -}}
{{- dig "masterSet" "mymaster" .Values.redis.sentinel -}}
{{- end -}}

{{/* The environment entries by which the web app follows the Sentinels; none without. */}}
{{- define "tme1crv.redis.sentinelEnv" -}}
{{- if include "tme1crv.redis.sentinel" . -}}
{{- $sentinels := list -}}
{{- range include "tme1crv.redis.nodeHosts" . | trim | splitList "\n" -}}
{{- $sentinels = append $sentinels (printf "%s:%v" . (include "tme1crv.redis.sentinelPort" $)) -}}
{{- end -}}
- name: REDIS_SENTINELS
  value: {{ join "," $sentinels | quote }}
- name: REDIS_MASTER_SET
  value: {{ include "tme1crv.redis.masterSet" . | quote }}
{{- end -}}
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
{{- if include "tme1crv.redis.sentinel" . -}}
{{- /* The Sentinels say which node it is; this Service leads to all of them. */ -}}
{{- printf "redis://%s.%s.svc:%v" (include "tme1crv.redis.fullname" .) (include "tme1crv.workloadNamespace" .) (dig "service" "ports" "redis" 6379 .Values.redis.sentinel) -}}
{{- else if .Values.redis.enabled -}}
{{- printf "redis://%s:%v" (include "tme1crv.redis.primaryHost" .) (include "tme1crv.redis.primaryPort" .) -}}
{{- else -}}
{{- .Values.externalRedis.url -}}
{{- end -}}
{{- end -}}

{{- define "tme1crv.redis.replicasUrl" -}}
{{- if not .Values.redis.enabled -}}
{{- .Values.externalRedis.replicasUrl -}}
{{- else if and (include "tme1crv.redis.replicated" .) (not (include "tme1crv.redis.sentinel" .)) -}}
{{- printf "redis://%s.%s.svc:%v" (include "tme1crv.redis.replicasHeadless" .) (include "tme1crv.workloadNamespace" .) (include "tme1crv.redis.replicasPort" .) -}}
{{- end -}}
{{- end -}}

{{/* Lines `PORT REDIS-PORT`: on which ports the exporters beside a Redis serve, and which port of it they read. */}}
{{- define "tme1crv.redis.exporterPorts" -}}
{{- if include "tme1crv.redis.metrics" . -}}
{{- $port := dig "containerPorts" "http" 9121 .Values.redis.metrics -}}
{{- if include "tme1crv.redis.sentinel" . -}}
{{- printf "%v %s\n%v %v" $port (include "tme1crv.redis.replicasPort" .) (add1 $port) (include "tme1crv.redis.sentinelPort" .) -}}
{{- else -}}
{{- printf "%v %v" $port (dig "containerPorts" "redis" 6379 .Values.redis.master) -}}
{{- end -}}
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
{{- ternary (.Values.redis.auth.existingSecretPasswordKey | default "redis-password") .Values.externalRedis.passwordKey .Values.redis.enabled -}}
{{- end -}}

{{/* The environment entry with Redis' password, for the test pods. The web app reads a file (webapp/_secret-files.tpl). */}}
{{- define "tme1crv.redis.passwordEnv" -}}
{{- with include "tme1crv.redis.secretName" . -}}
- name: REDIS_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: {{ include "tme1crv.redis.secretKey" $ }}
{{- end -}}
{{- end -}}

{{/* What it takes to run a pod with Redis' own image, as a JSON object: image, imagePullSecrets, nodeSelector, tolerations. */}}
{{- define "tme1crv.redis.podBasics" -}}
{{- $master := .Values.redis.master -}}
{{- $image := dict "nodeSelector" $master.nodeSelector "tolerations" $master.tolerations -}}
{{- if .Subcharts.redis -}}
{{- $_ := set $image "image" (include "redis.image" .Subcharts.redis) -}}
{{- $_ := set $image "imagePullSecrets" (get (include "redis.imagePullSecrets" .Subcharts.redis | fromYaml) "imagePullSecrets") -}}
{{- else -}}
{{- /* Where the subcharts are left out to check this chart alone. */ -}}
{{- with .Values.redis.image }}{{ $_ := set $image "image" (printf "%s/%s:%v" .registry .repository .tag) }}{{ end -}}
{{- end -}}
{{- toJson $image -}}
{{- end -}}
