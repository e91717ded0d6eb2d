{{- define "shop.extra" -}}
{{- toYaml .value }}
{{- end -}}
