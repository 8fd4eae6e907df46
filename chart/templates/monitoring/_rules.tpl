{{/* What turns files/rules/*.yaml into this release's PrometheusRules. */}}

{{/*
What `${name}` in a rule file stands for, as YAML. Names and numbers come from the values of the workloads, so that no alert
can expect anything else than what was installed. An empty value, or 0, leaves out the rules that ask for it with `when`.
All are strings: Helm would make floats of large numbers.
*/}}
{{- define "tme1crv.monitoring.ruleTokens" -}}
{{- $t := .Values.monitoring.rules.thresholds -}}
{{- $slo := .Values.monitoring.rules.slo -}}
{{- $ns := include "tme1crv.workloadNamespace" . -}}
{{- $webapp := include "tme1crv.webapp.fullname" . -}}
{{- $redis := printf "%s-metrics" (include "tme1crv.redis.fullname" .) -}}
{{- $reads := .Values.webapp.replicaReads -}}
{{- /* With Sentinel all nodes are alike, and the subchart gives them what it calls the replica's resources. */ -}}
{{- $limits := dict "replica" ((((.Values.redis.replica).resources).limits).memory | default "") -}}
{{- $_ := set $limits "primary" (ternary $limits.replica ((((.Values.redis.master).resources).limits).memory | default "") (include "tme1crv.redis.sentinel" . | eq "true")) -}}
release: "{{ .Release.Name }}"
namespace: "{{ $ns }}"
groupPrefix: "{{ include "tme1crv.fullname" . }}"
webappJob: "{{ $webapp }}"
redisJob: "{{ $redis }}"
webapp: '{{ printf `namespace="%s",job="%s"` $ns $webapp }}'
redis: '{{ printf `namespace="%s",job="%s"` $ns $redis }}'
sentinel: '{{ printf `namespace="%s",job="%s-sentinel"` $ns $redis }}'
exporters: '{{ printf `namespace="%s",job=~"%s%s"` $ns $redis (ternary "(-sentinel)?" "" (include "tme1crv.redis.sentinel" . | eq "true")) }}'
webappDeployment: '{{ printf `namespace="%s",deployment="%s"` $ns $webapp }}'
backupCronJob: '{{ printf `namespace="%s",cronjob="%s"` $ns (include "tme1crv.backup.fullname" .) }}'
webappPods: "{{ ternary .Values.webapp.autoscaling.minReplicas .Values.webapp.replicas .Values.webapp.autoscaling.enabled | int }}"
webappMemoryLimit: "{{ include "tme1crv.monitoring.bytes" (((.Values.webapp.resources).limits).memory) }}"
webappMaxLagBytes: "{{ int64 $reads.maxLagBytes }}"
webappMaxLagSeconds: "{{ int64 $reads.maxLagSeconds }}"
redisReplicas: "{{ include "tme1crv.redis.replicas" . }}"
redisPrimaryMemoryLimit: "{{ include "tme1crv.monitoring.bytes" $limits.primary | default "Inf" }}"
redisReplicaMemoryLimit: "{{ include "tme1crv.monitoring.bytes" $limits.replica | default "Inf" }}"
redisMemoryLimit: "{{ include "tme1crv.monitoring.bytes" ($limits.primary | default $limits.replica) }}"
writeErrors: OOM|MISCONF|NOREPLICAS
replicationLagBytes: "{{ $t.replicationLagBytes | default $reads.maxLagBytes | int64 }}"
replicationLagSeconds: "{{ int64 $reads.maxLagSeconds }}"
memoryRatio: "{{ $t.memoryRatio }}"
errorRatio: "{{ $t.errorRatio }}"
errorRateSeverity: {{ ternary "warning" "critical" $slo.enabled }}
minRequestsPerSecond: "{{ $t.minRequestsPerSecond }}"
latencySeconds: "{{ $t.latencySeconds }}"
eventLoopLagSeconds: "{{ $t.eventLoopLagSeconds }}"
{{/* Probes and the pages about the service aren't what users come for. An overloaded app responds before any route matches: that counts. */ -}}
apiRoutes: 'route!~"/(livez|readyz|metrics|openapi[.]json|page/:file)?"'
sloPeriod: "{{ int $slo.periodDays }}d"
sloPeriodDays: "{{ int $slo.periodDays }}"
sloAvailabilityBudget: '{{ divf (subf 100.0 $slo.availabilityPercent) 100.0 | printf "%.6g" }}'
sloLatencyBudget: '{{ divf (subf 100.0 $slo.latencyPercent) 100.0 | printf "%.6g" }}'
{{/* Prometheus 3 stores le="1" as le="1.0". */ -}}
sloLatencyBucket: '{{ printf "%s(?:[.]0)?" (toString $slo.latencySeconds | replace "." "[.]") }}'
{{- end -}}

{{/* A memory limit in bytes; nothing where there is none. */}}
{{- define "tme1crv.monitoring.bytes" -}}
{{- with . -}}{{ include "tme1crv.quantityBytes" . }}{{- end -}}
{{- end -}}

{{/* A duration, and at least so many seconds: (dict "duration" "1m" "atLeast" 90.0) is 90s. */}}
{{- define "tme1crv.monitoring.atLeast" -}}
{{- if ge (include "tme1crv.monitoring.seconds" .duration | float64) (float64 .atLeast) -}}
{{- .duration -}}
{{- else -}}
{{- printf "%.0fs" (ceil .atLeast | float64) -}}
{{- end -}}
{{- end -}}

{{/* Seconds of a Prometheus duration: "1m30s" is 90. */}}
{{- define "tme1crv.monitoring.seconds" -}}
{{- $units := dict "ms" 0.001 "s" 1.0 "m" 60.0 "h" 3600.0 "d" 86400.0 "w" 604800.0 "y" 31536000.0 -}}
{{- $sum := 0.0 -}}
{{- range regexFindAll `[0-9]+(ms|[smhdwy])` . -1 -}}
{{- $unit := regexFind `[a-z]+$` . -}}
{{- $sum = addf $sum (mulf (trimSuffix $unit . | float64) (get $units $unit)) -}}
{{- end -}}
{{- $sum -}}
{{- end -}}

{{/* A rule file's text with every `${name}` replaced: (dict "text" t "tokens" map "file" path). */}}
{{- define "tme1crv.monitoring.fillIn" -}}
{{- $text := .text -}}
{{- range $name, $value := .tokens -}}
{{- $text = replace (printf "${%s}" $name) (toString $value) $text -}}
{{- end -}}
{{- with regexFind `\$\{[^}]*\}` $text -}}
{{- fail (printf "%s: nothing is known as %s" $.file .) -}}
{{- end -}}
{{- $text -}}
{{- end -}}

{{/*
Refuses a rule file of which something would be dropped in silence:
(dict "file" path "source" what it says "parts" the parts of the stack "tokens" what `when` may ask for).
*/}}
{{- define "tme1crv.monitoring.checkRuleFile" -}}
{{- $at := .file -}}
{{- if not (and (hasSuffix ".yaml" .file) (eq (dir .file) "files/rules")) -}}
{{- fail (printf "%s: a rule file stands in files/rules itself, and its name ends in .yaml" $at) -}}
{{- end -}}
{{- with .source.Error -}}{{- fail (printf "%s is no YAML: %s" $at .) -}}{{- end -}}
{{- range $key := keys .source | sortAlpha -}}
{{- if not (has $key (list "enabledBy" "groups")) -}}{{- fail (printf "%s: unknown key %s; a rule file has groups, and may have enabledBy" $at $key) -}}{{- end -}}
{{- end -}}
{{- if not .source.groups -}}{{- fail (printf "%s has no groups" $at) -}}{{- end -}}
{{- with .source.enabledBy -}}
{{- if not (hasKey $.parts .) -}}{{- fail (printf "%s: enabledBy: %s is none of %s" $at . (keys $.parts | sortAlpha | join ", ")) -}}{{- end -}}
{{- end -}}
{{- range $group := .source.groups -}}
{{- range $rule := $group.rules -}}
{{- range $rule.when -}}
{{- if not (hasKey $.tokens .) -}}{{- fail (printf "%s: when: [%s] of %s is no value that rules know; they are in templates/monitoring/_rules.tpl" $at . ($rule.alert | default $rule.record)) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
