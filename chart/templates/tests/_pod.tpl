{{/*
A test pod that runs one of the scripts in files/tests with the web app's own image:
(dict "root" $ "script" "replication" "env" yaml "tokens" file); tokens is the path of the web app's tokens, for a script that needs them.
It runs in the workload namespace and satisfies its security level.
*/}}
{{- define "tme1crv.testPod" -}}
{{- $root := .root -}}
apiVersion: v1
kind: Pod
metadata:
  name: {{ include "tme1crv.fullname" $root }}-test-{{ .script }}
  namespace: {{ include "tme1crv.workloadNamespace" $root }}
  labels:
    {{- include "tme1crv.labels" $root | nindent 4 }}
    app.kubernetes.io/name: {{ include "tme1crv.name" $root }}-test
  annotations:
    helm.sh/hook: test
    # A failed pod stays until the next run, so that its log can be read.
    helm.sh/hook-delete-policy: before-hook-creation
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with include "tme1crv.webapp.imagePullSecrets" $root }}
  imagePullSecrets:
    {{- . | nindent 4 }}
  {{- end }}
  securityContext:
    {{- include "tme1crv.podSecurityContext" $root | nindent 4 }}
  containers:
    - name: test
      image: {{ include "tme1crv.webapp.image" $root | quote }}
      imagePullPolicy: {{ $root.Values.webapp.image.pullPolicy }}
      command: [node, /tests/{{ .script }}.cjs]
      env:
        # The scripts use the packages that the web app brings.
        - name: NODE_PATH
          value: /app/node_modules
        {{- .env | nindent 8 }}
      securityContext:
        {{- include "tme1crv.containerSecurityContext" $root | nindent 8 }}
      resources:
        requests: { cpu: 50m, memory: 64Mi }
        limits: { memory: 128Mi }
      volumeMounts:
        - name: tests
          mountPath: /tests
          readOnly: true
        {{- if .tokens }}
        {{- include "tme1crv.webapp.secretMounts" (dict "root" $root) | trim | nindent 8 }}
        {{- end }}
  volumes:
    - name: tests
      configMap:
        name: {{ include "tme1crv.fullname" $root }}-tests
    {{- if .tokens }}
    {{- include "tme1crv.webapp.secretVolumes" (dict "root" $root) | trim | nindent 4 }}
    {{- end }}
{{- end -}}
