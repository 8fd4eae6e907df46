{{/*
What each Redis server is configured with, read as Redis reads it, for the checks in validate.yaml. tools/values/tme1crv/redis-conf/
does the same in the same way, and one table of cases goes through both (tools/values/testdata/redis-configuration.yaml).
*/}}

{{/*
The servers that the values install, as a JSON list of {role, settings, complete}. `settings` are {name, args, source, filledIn}
in the order in which Redis takes them; `filledIn`: the shell may change the value when the pod starts. `complete`: nothing
else reaches this server, so what isn't set has Redis' default. Takes the root context.
*/}}
{{- define "tme1crv.redis.servers" -}}
{{- $root := . -}}
{{- $known := .Files.Get "files/redis-directives.yaml" | fromYaml -}}
{{- $r := .Values.redis -}}
{{- $nodes := include "tme1crv.redis.sentinel" . | eq "true" -}}
{{- $roles := ternary (list "master" "replica") (list "master") (include "tme1crv.redis.replicated" . | eq "true") -}}
{{- $servers := list -}}
{{- range $role := ternary (list "replica") $roles $nodes -}}
{{- $own := printf "redis.%s.configuration" $role -}}
{{- $common := "redis.commonConfiguration" -}}
{{- $texts := dict $own (dig $role "configuration" "" $r) $common $r.commonConfiguration -}}
{{- /* Sentinel's start script includes the common file last. */ -}}
{{- $order := ternary (list $own $common) (list $common $own) $nodes -}}
{{- $complete := empty $r.existingConfigmap -}}
{{- $settings := list -}}
{{- range $source := ternary $order list (empty $r.existingConfigmap) -}}
{{- $text := get $texts $source | default "" | toString -}}
{{- if contains "{{" $text -}}
{{- if $root.Subcharts.redis -}}
{{- $text = tpl $text $root.Subcharts.redis -}}
{{- else -}}
{{- $text = "" -}}
{{- $complete = false -}}
{{- end -}}
{{- end -}}
{{- range include "tme1crv.redis.parse" (dict "text" $text "known" $known) | fromJsonArray -}}
{{- $settings = append $settings (merge (dict "source" $source "filledIn" false) .) -}}
{{- end -}}
{{- end -}}
{{- $flags := list -}}
{{- range dig $role "extraFlags" list $r | default list -}}{{- $flags = append $flags (toString .) -}}{{- end -}}
{{- range include "tme1crv.redis.parseArguments" (dict "args" $flags "known" $known) | fromJsonArray -}}
{{- $filledIn := regexMatch "[$`]" (join " " .args) -}}
{{- $settings = append $settings (merge (dict "source" (printf "redis.%s.extraFlags" $role) "filledIn" $filledIn) .) -}}
{{- end -}}
{{- range $settings -}}
{{- if has .name (list "" "include") -}}{{- $complete = false -}}{{- end -}}
{{- end -}}
{{- if regexMatch "[$`]" (join " " $flags) -}}{{- $complete = false -}}{{- end -}}
{{- $servers = append $servers (dict "role" $role "settings" $settings "complete" $complete) -}}
{{- end -}}
{{- $servers | toJson -}}
{{- end -}}

{{/* The directives of a redis.conf, as a JSON list of {name, args}. Takes `text`, and `known`: files/redis-directives.yaml. */}}
{{- define "tme1crv.redis.parse" -}}
{{- $found := list -}}
{{- range splitList "\n" .text -}}
{{- $line := trimAll " \t\r\n" . -}}
{{- if and $line (not (hasPrefix "#" $line)) -}}
{{- $found = append $found (include "tme1crv.redis.parseLine" (dict "line" $line "known" $.known) | fromJson) -}}
{{- end -}}
{{- end -}}
{{- $found | toJson -}}
{{- end -}}

{{/* One line, without blanks around it. The name is empty where Redis can't read it. */}}
{{- define "tme1crv.redis.parseLine" -}}
{{- $words := list -}}
{{- if regexMatch .known.patterns.line .line -}}
{{- range regexFindAll .known.patterns.word .line -1 -}}
{{- if hasSuffix "\"" . -}}
{{- $words = append $words (regexReplaceAll "\"(.*)\"$" . "${1}") -}}
{{- else if hasSuffix "'" . -}}
{{- $words = append $words (regexReplaceAll "'(.*)'$" . "${1}") -}}
{{- else -}}
{{- $words = append $words . -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $name := first $words | default "" | lower -}}
{{- if not (regexMatch .known.patterns.name $name) -}}{{- $name = "" -}}{{- end -}}
{{- dict "name" (get .known.spellings $name | default $name) "args" (rest $words | default list) | toJson -}}
{{- end -}}

{{/*
The directives of redis-server's arguments, as a JSON list of {name, args}. An argument that starts with `--` begins a
directive, unless the one before still lacks its value. Takes `args` and `known`.
*/}}
{{- define "tme1crv.redis.parseArguments" -}}
{{- $found := list -}}
{{- $complete := true -}}
{{- range $at, $arg := .args -}}
{{- if and $complete (hasPrefix "--" $arg) -}}
{{- $one := include "tme1crv.redis.parseLine" (dict "line" (trimPrefix "--" $arg | trimAll " \t\r\n") "known" $.known) | fromJson -}}
{{- $next := index (append $.args "--") (add1 $at | int) -}}
{{- /* Redis takes `--save` without a value for `--save ""`. */ -}}
{{- $emptySave := and (eq $one.name "save") (empty $one.args) (hasPrefix "--" $next) -}}
{{- if $emptySave -}}{{- $_ := set $one "args" (list "") -}}{{- end -}}
{{- $complete = not (empty $one.args) -}}
{{- $found = append $found $one -}}
{{- else -}}
{{- if empty $found -}}{{- $found = append $found (dict "name" "" "args" list) -}}{{- end -}}
{{- $one := last $found -}}
{{- $_ := set $one "args" (append $one.args $arg) -}}
{{- $complete = true -}}
{{- end -}}
{{- end -}}
{{- $found | toJson -}}
{{- end -}}

{{/* How much memory a server may use, as a quantity; empty: no limit. Takes `redis`, `role` and `known`. */}}
{{- define "tme1crv.redis.memoryLimit" -}}
{{- $server := get .redis .role | default dict -}}
{{- if $server.resources -}}
{{- (($server.resources).limits).memory | default "" -}}
{{- else -}}
{{- get .known.presetMemory ($server.resourcesPreset | default .known.presetMemory.default) -}}
{{- end -}}
{{- end -}}
