{{- define "parallax.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{ .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{- define "parallax.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "parallax.labels" -}}
{{ include "parallax.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "parallax.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- /* The chart's own settings, and those of the values over them. */ -}}
{{- define "parallax.settings" -}}
{{- with .Values.access }}
{{- if not (or .keysSecret .jwt.issuer .anonymous) }}
{{- fail "Who may call? Set access.keysSecret, access.jwt.issuer or access.anonymous=true (docs/operate.md)." }}
{{- end }}
{{- if and .anonymous (or .keysSecret .jwt.issuer) }}
{{- fail "access.anonymous=true goes with neither access.keysSecret nor access.jwt.issuer." }}
{{- end }}
{{- if and .jwt.issuer (not .jwt.audience) }}
{{- fail "access.jwt.issuer needs access.jwt.audience: else any token of that issuer would do." }}
{{- end }}
{{- end }}
{{- $own := dict "PORT" "4000" "METRICS_PORT" "9464" "HOST" "0.0.0.0" "HF_HOME" "/models" }}
{{- $_ := set $own "SHUTDOWN_TIMEOUT_MS" (printf "%d" (mul (int .Values.shutdownTimeout) 1000)) }}
{{- $atLeast := ternary .Values.autoscaling.minReplicas .Values.replicas .Values.autoscaling.enabled }}
{{- $_ := set $own "REPLICAS" (toString (max 1 (int $atLeast))) }}
{{- with .Values.access }}
{{- if .keysSecret }}{{ $_ := set $own "API_KEYS_FILE" "/secrets/keys/keys.json" }}{{ end }}
{{- if .jwt.issuer }}{{ $_ := set $own "JWT_ISSUER" .jwt.issuer }}{{ end }}
{{- if .jwt.audience }}{{ $_ := set $own "JWT_AUDIENCE" .jwt.audience }}{{ end }}
{{- if .jwt.jwksUrl }}{{ $_ := set $own "JWT_JWKS_URL" .jwt.jwksUrl }}{{ end }}
{{- if .anonymous }}{{ $_ := set $own "ALLOW_ANONYMOUS" "true" }}{{ end }}
{{- end }}
{{- range $name, $_ := .Values.secrets }}
{{- if hasKey $.Values.settings $name }}
{{- fail (printf "%s is in settings and in secrets; leave it in secrets." $name) }}
{{- end }}
{{- /* Google's libraries want a path in this one, without another name. */ -}}
{{- $setting := ternary $name (printf "%s_FILE" $name) (eq $name "GOOGLE_APPLICATION_CREDENTIALS") }}
{{- $_ := set $own $setting (printf "/secrets/settings/%s" $name) }}
{{- end }}
{{- range $name, $value := .Values.settings }}
{{- if hasKey $own $name }}
{{- fail (printf "settings.%s is the chart's own: see values.yaml for the value that sets it." $name) }}
{{- end }}
{{- end }}
{{- range $name, $value := merge $own .Values.settings }}
- name: {{ $name }}
  {{- /* Numbers of a file are floats, of which toString makes 1.5e+09. */}}
  value: {{ ternary $value (toJson $value) (kindIs "string" $value) | quote }}
{{- end }}
{{- end }}
