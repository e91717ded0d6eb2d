{{/*
What every Pod has.
*/}}
{{- define "shop.pod" -}}
dnsPolicy: Default
hostNetwork: true # want FG101
terminationGracePeriodSeconds: 30
{{- end -}}
