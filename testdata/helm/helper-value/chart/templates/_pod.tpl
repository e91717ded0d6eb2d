{{- define "shop.pod" -}}
{{- if .Values.host }}
dnsPolicy: Default
hostNetwork: {{ .Values.host.network }} # want FG101
{{- end }}
restartPolicy: Always
{{- end -}}
