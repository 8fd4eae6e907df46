{{/*
Values of the subcharts that can't work with this chart's own images, objects and namespace, as a JSON list. Each stands for a rule of
`gen-values validate`, which has its reason. Takes (list root words).
*/}}
{{- define "tme1crv.redis.subchartProblems" -}}
{{- $root := index . 0 -}}
{{- $say := index . 1 -}}
{{- $r := $root.Values.redis -}}
{{- $problems := list -}}
{{- $nodes := include "tme1crv.redis.sentinel" $root | eq "true" -}}
{{- $metrics := include "tme1crv.redis.metrics" $root | eq "true" -}}

{{- /* Images. */ -}}
{{- range $part := ternary (list "image" "sentinel.image") (list "image") $nodes -}}
{{- $image := ternary $r.image $r.sentinel.image (eq $part "image") -}}
{{- range $key := list "tag" "repository" -}}
{{- if contains "alpine" (get $image $key | toString | lower) -}}
{{- $problems = append $problems (printf $say.redisAlpine (printf "redis.%s.%s" $part $key) (get $image $key)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $version := regexFind "^v?[0-9]+" ($r.image.tag | toString) | trimPrefix "v" -}}
{{- if and (include "tme1crv.redis.replicated" $root) (regexMatch "(^|/)redis$" ($r.image.repository | toString)) (not ($r.image).digest) $version (lt (int $version) 7) -}}
{{- $problems = append $problems (printf $say.redisTooOld "redis.image.tag" ($r.image.tag | toString)) -}}
{{- end -}}
{{- $command := ternary "/redis_exporter" (first ($r.metrics.command | default (list "")) | toString) $nodes -}}
{{- $repository := ($r.metrics.image).repository | toString -}}
{{- $bitnami := regexMatch `(^|/)bitnami\w*/|(^|/)redis-exporter$` $repository -}}
{{- if and $metrics $bitnami (eq $command "/redis_exporter") -}}
{{- $problems = append $problems (printf $say.redisExporterImage $repository (ternary "the exporter of a node with Sentinel" "redis.metrics.command" $nodes)) -}}
{{- else if and $metrics (not $bitnami) (eq $command "") -}}
{{- $problems = append $problems (printf $say.redisExporterShell $repository) -}}
{{- end -}}
{{- if and $r.auth.enabled $r.auth.usePasswordFiles $metrics (ne $command "") -}}
{{- $problems = append $problems $say.redisPasswordFiles -}}
{{- end -}}
{{- $moved := or ($root.Values.global).imageRegistry ($r.global).imageRegistry -}}
{{- $init := list
      (list "volumePermissions.enabled" (dig "volumePermissions" "enabled" false $r) (dig "volumePermissions" "image" "repository" "bitnami/os-shell" $r))
      (list "sysctl.enabled" (dig "sysctl" "enabled" false $r) (dig "sysctl" "image" "repository" "bitnami/os-shell" $r)) -}}
{{- if $nodes -}}
{{- $kubectl := dig "kubectl" "image" "repository" "bitnami/kubectl" $r -}}
{{- $init = append $init (list "sentinel.masterService.enabled" (dig "sentinel" "masterService" "enabled" false $r) $kubectl) -}}
{{- $init = append $init (list "sentinel.service.createMaster" (dig "sentinel" "service" "createMaster" false $r) $kubectl) -}}
{{- end -}}
{{- range $init -}}
{{- if and (index . 1) (hasPrefix "bitnami/" (index . 2)) (not $moved) -}}
{{- $problems = append $problems (printf $say.redisInitImage (printf "redis.%s" (index . 0)) (index . 2)) -}}
{{- end -}}
{{- end -}}

{{- /* What the pods need for their start. */ -}}
{{- $servers := ternary (list "replica") (list "master") $nodes -}}
{{- if and (not $nodes) (include "tme1crv.redis.replicated" $root) -}}{{- $servers = append $servers "replica" -}}{{- end -}}
{{- range $role := $servers -}}
{{- $context := dig $role "containerSecurityContext" dict $r | default dict -}}
{{- $mounts := list -}}
{{- range dig $role "extraVolumeMounts" list $r -}}{{- $mounts = append $mounts (.mountPath | toString | trimSuffix "/") -}}{{- end -}}
{{- $off := "" -}}
{{- range $key := list "readOnlyRootFilesystem" "enabled" -}}{{- if eq (get $context $key | toString) "false" -}}{{- $off = $key -}}{{- end -}}{{- end -}}
{{- if and $off (not (has "/opt/bitnami/redis/etc" $mounts)) -}}
{{- $problems = append $problems (printf $say.redisNoFolder $role $off) -}}
{{- end -}}
{{- if eq (dig $role "dnsPolicy" "" $r | toString) "Default" -}}
{{- $problems = append $problems (printf $say.redisForeignNames $role) -}}
{{- end -}}
{{- end -}}

{{- /* Labels by which this chart finds Redis. */ -}}
{{- $labels := dict "app.kubernetes.io/name" ($r.nameOverride | default "redis") "app.kubernetes.io/instance" $root.Release.Name -}}
{{- $places := list "commonLabels" "master.podLabels" "replica.podLabels" -}}
{{- if $r.metrics.enabled -}}{{- $places = append $places "metrics.podLabels" -}}{{- end -}}
{{- range $at := $places -}}
{{- $part := splitList "." $at -}}
{{- $given := ternary $r.commonLabels (dig (first $part) (last $part) dict $r) (eq $at "commonLabels") | default dict -}}
{{- $asked := ternary (merge (dict "app.kubernetes.io/component" "the role") $labels) $labels (has $at (list "commonLabels" "metrics.podLabels")) -}}
{{- range $key, $wanted := $asked -}}
{{- $value := get $given $key | toString -}}
{{- if and (hasKey $given $key) (ne $value $wanted) (not (contains "{{" $value)) -}}
{{- $problems = append $problems (printf $say.redisLabels (printf "redis.%s" $at) $key $value (ternary "the release's name" $wanted (eq $key "app.kubernetes.io/instance"))) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* What the workload namespace admits. */ -}}
{{- $level := $root.Values.workload.podSecurityLevel -}}
{{- $namespace := $root.Values.workload.namespace -}}
{{- if and $root.Values.workload.createNamespace $namespace (ne $level "privileged") -}}
{{- $roles := ternary (list "replica" "sentinel") (list "master") $nodes -}}
{{- if and (not $nodes) (include "tme1crv.redis.replicated" $root) -}}{{- $roles = append $roles "replica" -}}{{- end -}}
{{- if $metrics -}}{{- $roles = append $roles "metrics" -}}{{- end -}}
{{- $refused := dict "privileged" (list true "privileged") -}}
{{- $admitted := list "AUDIT_WRITE" "CHOWN" "DAC_OVERRIDE" "FOWNER" "FSETID" "KILL" "MKNOD" "NET_BIND_SERVICE" "SETFCAP" "SETGID" "SETPCAP" "SETUID" "SYS_CHROOT" -}}
{{- if eq $level "restricted" -}}
{{- $refused = dict "privileged" (list true "privileged") "allowPrivilegeEscalation" (list true "baseline") "runAsNonRoot" (list false "baseline") "runAsUser" (list 0 "baseline") -}}
{{- end -}}
{{- $refusedParts := list -}}
{{- range $part := list "volumePermissions" "sysctl" -}}
{{- $image := dig $part "image" "repository" "" $r -}}
{{- if and (dig $part "enabled" false $r) $image (not (hasPrefix "bitnami/" $image)) (or (eq $part "sysctl") (eq $level "restricted")) -}}
{{- $refusedParts = append $refusedParts (list (printf "%s.enabled" $part) "true" (ternary "privileged" "baseline" (eq $part "sysctl"))) -}}
{{- end -}}
{{- end -}}
{{- range $role := $roles -}}
{{- range $key := list "hostNetwork" "hostPID" "hostIPC" -}}
{{- if get (dig $role "extraPodSpec" dict $r | default dict) $key | toString | eq "true" -}}
{{- $refusedParts = append $refusedParts (list (printf "%s.extraPodSpec.%s" $role $key) "true" "privileged") -}}
{{- end -}}
{{- end -}}
{{- $pod := dig $role "podSecurityContext" dict $r | default dict -}}
{{- if and (eq $level "restricted") (ne (toString $pod.enabled) "false") -}}
{{- range $key, $value := dict "runAsUser" "0" "runAsNonRoot" "false" -}}
{{- if and (hasKey $pod $key) (eq (get $pod $key | toString) $value) -}}
{{- $refusedParts = append $refusedParts (list (printf "%s.podSecurityContext.%s" $role $key) $value "baseline") -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $refusedParts -}}
{{- $problems = append $problems (printf $say.podSecurity (printf "redis.%s" (index . 0)) (index . 1) $namespace $level (index . 2)) -}}
{{- end -}}
{{- range $role := $roles -}}
{{- $context := dig $role "containerSecurityContext" dict $r | default dict -}}
{{- $on := ne (toString $context.enabled) "false" -}}
{{- range $key, $value := ternary $refused (ternary (dict "enabled" (list false "baseline")) dict (eq $level "restricted")) $on -}}
{{- if and (hasKey $context $key) (eq (get $context $key | toString) (index $value 0 | toString)) -}}
{{- $problems = append $problems (printf $say.podSecurity (printf "redis.%s.containerSecurityContext.%s" $role $key) (index $value 0 | toString) $namespace $level (index $value 1)) -}}
{{- end -}}
{{- end -}}
{{- if $on -}}
{{- $capabilities := $context.capabilities | default dict -}}
{{- $first := "" -}}
{{- $needs := "baseline" -}}
{{- range $capabilities.add -}}
{{- if and (not (has . $admitted)) (ne $needs "privileged") -}}{{- $first = . -}}{{- $needs = "privileged" -}}{{- end -}}
{{- if and (ne . "NET_BIND_SERVICE") (not $first) -}}{{- $first = . -}}{{- end -}}
{{- end -}}
{{- if and $first (or (eq $level "restricted") (eq $needs "privileged")) -}}
{{- $problems = append $problems (printf $say.podSecurity (printf "redis.%s.containerSecurityContext.capabilities.add" $role) $first $namespace $level $needs) -}}
{{- end -}}
{{- if and (eq $level "restricted") (hasKey $capabilities "drop") (not (has "ALL" ($capabilities.drop | default list))) -}}
{{- $problems = append $problems (printf $say.podSecurity (printf "redis.%s.containerSecurityContext.capabilities.drop" $role) "without ALL" $namespace $level "baseline") -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- if regexMatch `\{\{.*\.(Values|Chart|Subcharts|Template|Files)\b` ($r.auth.existingSecret | default "") -}}
{{- $problems = append $problems (printf $say.secretTemplate "redis.auth.existingSecret" $r.auth.existingSecret) -}}
{{- end -}}
{{- $problems | toJson -}}
{{- end -}}

{{/* What Grafana and Alertmanager don't start with, likewise. */}}
{{- define "tme1crv.monitoring.subchartProblems" -}}
{{- $root := index . 0 -}}
{{- $say := index . 1 -}}
{{- $stack := index $root.Values "kube-prometheus-stack" -}}
{{- $problems := list -}}
{{- $grafana := $stack.grafana -}}
{{- if $grafana.enabled -}}
{{- $secret := ($grafana.admin).existingSecret | default "" -}}
{{- if regexMatch `\{\{.*\.(Values|Chart|Subcharts|Template|Files)\b` $secret -}}
{{- $problems = append $problems (printf $say.secretTemplate "kube-prometheus-stack.grafana.admin.existingSecret" $secret) -}}
{{- end -}}
{{- $sidecar := dig "sidecar" "datasources" dict $grafana | default dict -}}
{{- $fromSidecar := or (ne (toString $sidecar.enabled) "false") $grafana.forceDeployDatasources -}}
{{- $sources := list -}}
{{- if and $fromSidecar (ne (toString $sidecar.defaultDatasourceEnabled) "false") -}}
{{- $sources = append $sources (dict "name" ($sidecar.name | default "Prometheus") "isDefault" (ne (toString $sidecar.isDefaultDatasource) "false")) -}}
{{- end -}}
{{- if $fromSidecar -}}
{{- range $grafana.additionalDataSources -}}{{- $sources = append $sources . -}}{{- end -}}
{{- with $grafana.additionalDataSourcesString -}}
{{- if not (contains "{{" .) -}}{{- range . | fromYamlArray -}}{{- if kindIs "map" . -}}{{- $sources = append $sources . -}}{{- end -}}{{- end -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- range $file, $content := $grafana.datasources -}}
{{- if kindIs "map" $content -}}{{- range $content.datasources -}}{{- $sources = append $sources . -}}{{- end -}}{{- end -}}
{{- end -}}
{{- $defaults := dict -}}
{{- range $sources -}}
{{- if kindIs "map" . -}}
{{- $organization := .orgId | default .orgName | default 1 | toString -}}
{{- if eq (toString .isDefault) "true" -}}
{{- if hasKey $defaults $organization -}}
{{- $problems = append $problems (printf $say.secondDefaultSource (.name | default "without a name" | toString) (get $defaults $organization)) -}}
{{- else -}}
{{- $_ := set $defaults $organization (.name | default "without a name" | toString) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- $alertmanager := $stack.alertmanager | default dict -}}
{{- $config := $alertmanager.config -}}
{{- $own := or (dig "alertmanagerSpec" "useExistingSecret" false $alertmanager) (dig "alertmanagerSpec" "configSecret" "" $alertmanager) (and $alertmanager.tplConfig $alertmanager.stringConfig) -}}
{{- if and (ne (toString $alertmanager.enabled) "false") (kindIs "map" $config) (not $own) -}}
{{- if kindIs "slice" $config.receivers -}}
{{- $names := list -}}
{{- range $config.receivers -}}{{- if kindIs "map" . -}}{{- $names = append $names (toString .name) -}}{{- end -}}{{- end -}}
{{- range regexFindAll `"receiver":"(?:[^"\\]|\\.)*"` ($config.route | toJson) -1 | uniq -}}
{{- $name := (printf "{%s}" . | fromJson).receiver -}}
{{- if not (or (has $name $names) (contains "{{" $name) (eq $name "")) -}}
{{- $problems = append $problems (printf $say.alertmanagerReceiver $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $problems | toJson -}}
{{- end -}}
