#!/bin/sh
# Makes a certificate for the webhook's Service, good for DAYS (default 365), and the patch that tells
# the API server to trust its CA. The CA is made the first time and kept here (ca.crt, ca.key), so that
# a later certificate needs no new trust.
#
# usage: make-certificate.sh [DAYS]
set -eu
cd "$(dirname "$0")"
name=fargate-lint.fargate-lint.svc
umask 077
curve='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
[ -e ca.key ] || openssl req -x509 $curve -days 3650 -subj "/CN=fargate-lint-ca" \
  -keyout ca.key -out ca.crt 2>/dev/null
openssl req -new $curve -subj "/CN=$name" -keyout tls.key -out tls.csr 2>/dev/null
printf 'subjectAltName=DNS:%s,DNS:%s.cluster.local\n' "$name" "$name" >tls.ext
openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days "${1:-365}" \
  -extfile tls.ext -out tls.crt 2>/dev/null
rm tls.csr tls.ext
cat >ca-patch.yaml <<YAML
- op: add
  path: /webhooks/0/clientConfig/caBundle
  value: $(openssl base64 -A -in ca.crt)
YAML
echo "wrote tls.crt, tls.key and ca-patch.yaml; now: kubectl apply -k $(pwd)"
