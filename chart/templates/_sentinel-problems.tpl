{{/* What can't work with Sentinel, as a JSON list. Takes a list of the values of `redis`, the words (_messages.tpl) and what a line of Sentinel's configuration must not be. */}}
{{- define "tme1crv.redis.sentinelProblems" -}}
{{- $r := index . 0 -}}
{{- $say := index . 1 -}}
{{- $known := index . 2 -}}
{{- $problems := list -}}
{{- $nodes := int $r.replica.replicaCount -}}
{{- $quorum := int $r.sentinel.quorum -}}
{{- $majority := add1 (div $nodes 2) | int -}}
{{- if lt $nodes 3 -}}
{{- $problems = append $problems (printf $say.sentinelNodes $nodes) -}}
{{- else if lt $quorum $majority -}}
{{- $problems = append $problems (printf $say.sentinelQuorum $quorum $nodes $majority "a few that are cut off would start failovers") -}}
{{- else if gt $quorum $nodes -}}
{{- $problems = append $problems (printf $say.sentinelQuorum $quorum $nodes $majority "no failover ever") -}}
{{- end -}}
{{- range $part := list "replica" "sentinel" -}}
{{- if not (dig $part "persistence" "enabled" true $r) -}}
{{- $problems = append $problems (printf $say.sentinelVolumes $part) -}}
{{- end -}}
{{- end -}}
{{- /* The default, as values.yaml has it: a test compares the two. */ -}}
{{- $differs := false -}}
{{- range $key, $value := dict "enabled" true "size" "8Gi" "storageClass" "" "existingClaim" "" -}}
{{- if ne (toString (dig "master" "persistence" $key $value $r)) (toString $value) -}}{{- $differs = true -}}{{- end -}}
{{- end -}}
{{- if $differs -}}
{{- $problems = append $problems $say.sentinelMasterVolume -}}
{{- end -}}
{{- $order := $r.replica.podManagementPolicy | default "" -}}
{{- if ne $order "Parallel" -}}
{{- $problems = append $problems (printf $say.sentinelOrder $order) -}}
{{- end -}}
{{- range $line := dig "configuration" "" $r.sentinel | toString | splitList "\n" -}}
{{- $said := "" -}}
{{- range $known -}}{{- if and (not $said) (regexMatch (printf "(?i)%s" .pattern) (trim $line)) -}}{{- $said = .why -}}{{- end -}}{{- end -}}
{{- if $said -}}
{{- $problems = append $problems (printf $say.sentinelDirective (regexSplit "\\s+" (trim $line) -1 | join " " | regexFind "^\\S+( \\S+)?") $said) -}}
{{- end -}}
{{- end -}}
{{- if not (dig "useHostnames" true $r) -}}
{{- $problems = append $problems $say.sentinelHostnames -}}
{{- end -}}
{{- if $r.metrics.enabled -}}
{{- $problems = append $problems $say.sentinelMetrics -}}
{{- end -}}
{{- if dig "replica" "autoscaling" "enabled" false $r -}}
{{- $problems = append $problems $say.sentinelAutoscaling -}}
{{- end -}}
{{- $problems | toJson -}}
{{- end -}}
