#!/bin/sh
# Makes a self-signed certificate for the webhook's Service, good for DAYS (default 365), and the patch
# that tells the API server to trust it.
#
# usage: make-certificate.sh [DAYS]
set -eu
cd "$(dirname "$0")"
name=fargate-lint.fargate-lint.svc
umask 077
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days "${1:-365}" \
  -subj "/CN=$name" -addext "subjectAltName=DNS:$name,DNS:$name.cluster.local" \
  -keyout tls.key -out tls.crt 2>/dev/null
cat >ca-patch.yaml <<YAML
- op: add
  path: /webhooks/0/clientConfig/caBundle
  value: $(openssl base64 -A -in tls.crt)
YAML
echo "wrote tls.crt, tls.key and ca-patch.yaml; now: kubectl apply -k $(pwd)"
