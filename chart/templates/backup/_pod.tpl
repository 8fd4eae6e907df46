{{/* What the pods that take and restore backups have in common. Each takes the root context. */}}

{{- define "tme1crv.backup.fullname" -}}
{{- printf "%s-backup" (include "tme1crv.fullname" .) -}}
{{- end -}}

{{- define "tme1crv.restore.fullname" -}}
{{- printf "%s-restore" (include "tme1crv.fullname" .) -}}
{{- end -}}

{{- define "tme1crv.backup.enabled" -}}
{{- if and .Values.backup.enabled .Values.redis.enabled -}}true{{- end -}}
{{- end -}}

{{- define "tme1crv.backup.selectorLabels" -}}
app.kubernetes.io/name: {{ include "tme1crv.name" . }}-backup
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "tme1crv.backup.claim" -}}
{{- .Values.backup.persistence.existingClaim | default (include "tme1crv.backup.fullname" .) -}}
{{- end -}}

{{/*
The CronJob's specification of a Job: (dict "root" $ "initContainers" list "containers" list), the containers as objects. restricted, without a
token, in Redis' image and on the nodes where Redis may run; the folder of backups is at /backups.
*/}}
{{- define "tme1crv.backup.job" -}}
{{- $root := .root -}}
{{- $basics := include "tme1crv.redis.podBasics" $root | fromJson -}}
# One run, one pod, one log: the scripts wait by themselves for what comes back soon. A pod that a drain has ended doesn't count.
backoffLimit: 0
podFailurePolicy:
  rules:
    - action: Ignore
      onPodConditions:
        - { type: DisruptionTarget, status: "True" }
activeDeadlineSeconds: {{ $root.Values.backup.timeoutSeconds | int64 }}
template:
  metadata:
    labels:
      {{- include "tme1crv.labels" $root | nindent 6 }}
      app.kubernetes.io/name: {{ include "tme1crv.name" $root }}-backup
  spec:
    restartPolicy: Never
    serviceAccountName: {{ include "tme1crv.backup.fullname" $root }}
    automountServiceAccountToken: false
    enableServiceLinks: false
    # Redis and restic write what they do to the end; a half-made backup is cleared away at the next start.
    terminationGracePeriodSeconds: 10
    {{- with $basics.imagePullSecrets }}
    imagePullSecrets:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with $basics.nodeSelector }}
    nodeSelector:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with $basics.tolerations }}
    tolerations:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    securityContext:
      {{- include "tme1crv.podSecurityContext" $root | nindent 6 }}
      {{- if not (include "tme1crv.usersAreGiven" $root) }}
      fsGroup: 1000
      fsGroupChangePolicy: OnRootMismatch
      {{- end }}
    {{- with .initContainers }}
    initContainers:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    containers:
      {{- toYaml .containers | nindent 6 }}
    volumes:
      - name: backups
        persistentVolumeClaim:
          claimName: {{ include "tme1crv.backup.claim" $root | quote }}
      - name: scripts
        configMap:
          name: {{ include "tme1crv.backup.fullname" $root }}
          defaultMode: 0555
      # How Redis is reached, and how it is asked what it holds.
      - name: start
        configMap:
          name: {{ include "tme1crv.redis.fullname" $root }}-start
          defaultMode: 0555
      - name: tmp
        emptyDir: {}
{{- end -}}

{{/* A container of such a pod, as YAML: (dict "root" $ "name" n "command" list "resources" map "env" list). In Redis' image. */}}
{{- define "tme1crv.backup.redisContainer" -}}
{{- $root := .root -}}
name: {{ .name }}
image: {{ (include "tme1crv.redis.podBasics" $root | fromJson).image | quote }}
imagePullPolicy: {{ dig "image" "pullPolicy" "IfNotPresent" $root.Values.redis }}
command:
  {{- toYaml .command | nindent 2 }}
env:
  {{- with .env }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
  {{- include "tme1crv.redis.passwordEnv" $root | nindent 2 }}
resources:
  {{- toYaml (.resources | default dict) | nindent 2 }}
securityContext:
  {{- include "tme1crv.containerSecurityContext" $root | nindent 2 }}
volumeMounts:
  - { name: backups, mountPath: /backups }
  - { name: scripts, mountPath: /opt/tme1crv/backup, readOnly: true }
  - { name: start, mountPath: /opt/tme1crv/redis, readOnly: true }
  - { name: tmp, mountPath: /tmp }
{{- end -}}

{{/* The same in restic's image: (dict "root" $ "name" n "script" file "env" list). */}}
{{- define "tme1crv.backup.resticContainer" -}}
{{- $root := .root -}}
{{- $offsite := $root.Values.backup.offsite -}}
name: {{ .name }}
image: {{ include "tme1crv.backup.resticImage" $root | quote }}
imagePullPolicy: {{ $offsite.image.pullPolicy }}
command: [sh, /opt/tme1crv/backup/{{ .script }}]
env:
  - name: RESTIC_REPOSITORY
    value: {{ $offsite.repository | quote }}
  - name: RESTIC_CACHE_DIR
    value: /tmp/restic
  # Whose copies these are: several releases may share a repository.
  - name: BACKUP_HOST
    value: {{ printf "%s.%s" $root.Release.Name (include "tme1crv.workloadNamespace" $root) | quote }}
  {{- with .env }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
envFrom:
  - secretRef:
      name: {{ $offsite.existingSecret | quote }}
resources:
  {{- toYaml ($root.Values.backup.resources | default dict) | nindent 2 }}
securityContext:
  {{- include "tme1crv.containerSecurityContext" $root | nindent 2 }}
volumeMounts:
  - { name: backups, mountPath: /backups }
  - { name: scripts, mountPath: /opt/tme1crv/backup, readOnly: true }
  - { name: tmp, mountPath: /tmp }
{{- end -}}

{{- define "tme1crv.backup.resticImage" -}}
{{- $image := .Values.backup.offsite.image -}}
{{- $registry := dig "imageRegistry" "" (.Values.global | default dict) | default $image.registry -}}
{{- ternary (printf "%s/%s:%s" $registry $image.repository $image.tag) (printf "%s:%s" $image.repository $image.tag) (ne $registry "") -}}
{{- end -}}
