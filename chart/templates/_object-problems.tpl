{{/*
Problems with objects that outlive a release and that Helm no longer touches, each with its way out, as a JSON array. They can only
be found online. Takes the root context.
*/}}
{{- define "tme1crv.objectProblems" -}}
{{- $problems := list -}}
{{- if include "tme1crv.online" . -}}
{{- $root := . -}}
{{- $workload := include "tme1crv.workloadNamespace" . -}}

{{- /* The namespace. */ -}}
{{- if include "tme1crv.ownsNamespace" . -}}
{{- with lookup "v1" "Namespace" "" $workload -}}
{{- $problems = concat $problems (include "tme1crv.unkeptProblem" (list $root . "namespace" $workload) | fromJsonArray) -}}
{{- $level := get (.metadata.labels | default dict) "pod-security.kubernetes.io/enforce" -}}
{{- $asked := $root.Values.workload.podSecurityLevel -}}
{{- if ne ($level | toString) $asked -}}
{{- $problems = append $problems (printf "workload.podSecurityLevel is %s, and the namespace %s enforces %q: Helm makes the namespace once and doesn't change it. Set workload.podSecurityLevel to the level of the namespace, or change the namespace and run this again:\n    kubectl label namespace %s --overwrite pod-security.kubernetes.io/enforce=%s pod-security.kubernetes.io/warn=%s" $asked $workload ($level | default "" | toString) $workload $asked $asked) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* The Secrets. */ -}}
{{- range $name, $secret := include "tme1crv.persistentSecrets" . | fromJson -}}
{{- $found := lookup "v1" "Secret" $secret.namespace $name -}}
{{- if $found -}}
{{- $problems = concat $problems (include "tme1crv.unkeptProblem" (list $root $found "secret" $name) | fromJsonArray) -}}
{{- range $key, $_ := $secret.data -}}
{{- if not (hasKey ($found.data | default dict) $key) -}}
{{- $problems = append $problems (printf "the Secret %s in namespace %s has no key %s: pods that need it can't start. Helm makes the Secret once and doesn't change it; add the key and run this again:\n    kubectl -n %s patch secret %s -p '{\"stringData\":{%q:\"VALUE\"}}'" $name $secret.namespace $key $secret.namespace $name $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $problems = concat $problems (include "tme1crv.lostPasswordProblem" . | fromJsonArray) -}}
{{- $problems = concat $problems (include "tme1crv.otherVolumesProblem" . | fromJsonArray) -}}
{{- end -}}
{{- toJson $problems -}}
{{- end -}}

{{/*
A manifest of a chart from before these objects were hooks has them. When an object leaves the manifest, Helm deletes it unless the
object in the cluster says `keep`. Takes (list root object resource name).
*/}}
{{- define "tme1crv.unkeptProblem" -}}
{{- $root := index . 0 -}}
{{- $object := index . 1 -}}
{{- $annotations := $object.metadata.annotations | default dict -}}
{{- $problems := list -}}
{{- if and (hasKey $annotations "meta.helm.sh/release-name") (include "tme1crv.isOurs" (list $root $object)) (ne (get $annotations "helm.sh/resource-policy" | toString) "keep") -}}
{{- $in := ternary (printf " -n %s" ($object.metadata.namespace | default "")) "" (hasKey $object.metadata "namespace") -}}
{{- $problems = append $problems (printf "the %s %s has lost its annotation helm.sh/resource-policy: this upgrade would delete it, with what is in it. Write the annotation and run this again:\n    kubectl annotate %s %s%s helm.sh/resource-policy=keep --overwrite" (index . 2) (index . 3) (index . 2) (index . 3) $in) -}}
{{- end -}}
{{- toJson $problems -}}
{{- end -}}

{{/*
Redis' Secret was deleted while Redis runs with the password that was in it. A new random one would reach pods one by one as they
restart: replicas and web app pods with the new password, a primary with the old one.
*/}}
{{- define "tme1crv.lostPasswordProblem" -}}
{{- $problems := list -}}
{{- $name := printf "%s-redis-auth" .Release.Name -}}
{{- with get (include "tme1crv.persistentSecrets" . | fromJson) $name -}}
{{- if not (lookup "v1" "Secret" .namespace $name) -}}
{{- $nodes := include "tme1crv.redis.sentinel" $ -}}
{{- $kind := ternary "StatefulSet" ($.Values.redis.master.kind | default "StatefulSet") (eq $nodes "true") -}}
{{- $primary := printf "%s-%s" (include "tme1crv.redis.fullname" $) (ternary "node" "master" (eq $nodes "true")) -}}
{{- $running := lookup "apps/v1" $kind .namespace $primary -}}
{{- if and $running (contains ($name | quote) (toJson $running.spec.template.spec)) -}}
{{- $key := include "tme1crv.redis.secretKey" $ -}}
{{- $problems = append $problems (printf "the Secret %s in namespace %s is gone, and Redis runs with the password that was in it: a new random one would lock out whatever restarts first. Write the old password back from the running primary and run this again:\n    kubectl -n %s create secret generic %s --from-literal=%s=\"$(kubectl -n %s exec %s/%s -c redis -- sh -c 'bash /opt/tme1crv/redis/show-password.sh || printenv REDIS_PASSWORD')\"\n  If no primary runs any more, any new password will do; then restart Redis and the web app: kubectl -n %s rollout restart deploy,statefulset" $name .namespace .namespace $name $key .namespace ($kind | lower) $primary .namespace) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toJson $problems -}}
{{- end -}}

{{/*
With Sentinel Redis' data is on other volumes than with one fixed primary: after a change of the one to the other, Redis would start empty, beside
the data.
*/}}
{{- define "tme1crv.otherVolumesProblem" -}}
{{- $problems := list -}}
{{- if .Values.redis.enabled -}}
{{- $nodes := eq (include "tme1crv.redis.sentinel" .) "true" -}}
{{- $other := printf "%s-%s" (include "tme1crv.redis.fullname" .) (ternary "master" "node" $nodes) -}}
{{- if lookup "apps/v1" "StatefulSet" (include "tme1crv.workloadNamespace" .) $other -}}
{{- $problems = append $problems (printf "redis.sentinel.enabled is %v, and Redis runs as %s, whose data is on other volumes: it would start empty beside them. Leave redis.sentinel.enabled as it was; for the change install a second release and copy the data (docs/high-availability.md)." $nodes $other) -}}
{{- end -}}
{{- end -}}
{{- toJson $problems -}}
{{- end -}}
