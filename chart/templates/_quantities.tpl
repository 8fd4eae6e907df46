{{/* Sizes as numbers, for the checks that compare them. */}}

{{/* A Kubernetes quantity (`64Mi`, `1.5G`, `1000`) in bytes. */}}
{{- define "tme1crv.quantityBytes" -}}
{{- include "tme1crv.quantity" . | float64 | int64 -}}
{{- end -}}

{{/* A Kubernetes quantity in its base unit, with its fraction (`500m` CPU is 0.5). */}}
{{- define "tme1crv.quantity" -}}
{{- $text := . | toString -}}
{{- $unit := regexFind "[A-Za-z]+$" $text -}}
{{- $number := trimSuffix $unit $text | float64 -}}
{{- $factors := dict "" 1 "n" 1e-9 "u" 1e-6 "m" 0.001 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15 "E" 1e18 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 "Pi" 1125899906842624 "Ei" 1152921504606846976 -}}
{{- mulf $number (get $factors $unit) -}}
{{- end -}}

{{/* Redis' notation (redis.conf: `192mb` is 192 * 1024 * 1024, `192m` is 192 * 1000 * 1000) in bytes. */}}
{{- define "tme1crv.redisBytes" -}}
{{- $text := . | toString | lower -}}
{{- $unit := regexFind "[a-z]+$" $text -}}
{{- $factors := dict "" 1 "b" 1 "k" 1e3 "m" 1e6 "g" 1e9 "kb" 1024 "mb" 1048576 "gb" 1073741824 -}}
{{- mulf (trimSuffix $unit $text | float64) (get $factors $unit) | int64 -}}
{{- end -}}

{{/* Prometheus' notation (`8GB` is 8 * 1024^3: its units are powers of 1024) in bytes. */}}
{{- define "tme1crv.prometheusBytes" -}}
{{- $unit := regexFind "([KMGTPE]i?)?B$" . -}}
{{- $factors := dict "B" 1 "KB" 1024 "MB" 1048576 "GB" 1073741824 "TB" 1099511627776 "PB" 1125899906842624 "EB" 1152921504606846976 -}}
{{- mulf (trimSuffix $unit . | float64) (get $factors (replace "i" "" $unit) | default 1) | int64 -}}
{{- end -}}
