{{/* What can't work with Sentinel, as a JSON list. Takes a list of the values of `redis` and the words (_messages.tpl). */}}
{{- define "tme1crv.redis.sentinelProblems" -}}
{{- $r := index . 0 -}}
{{- $say := index . 1 -}}
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
