#pragma once

#include <string_view>

/// What make_stream writes: texts in which `$name`, `$word`, … stand for the values of the release
/// at hand or for random ones (Stream::value in make_stream.cpp knows them all).
namespace stream_templates {

constexpr std::string_view kWords[] = {
    "cart",   "checkout", "catalog", "search",  "orders",  "billing", "ledger",  "invoice",
    "mail",   "notify",   "session", "profile", "gateway", "router",  "tariff",  "stock",
    "picker", "courier",  "refund",  "voucher", "metrics", "audit",   "archive", "thumbnail",
    "upload", "media",    "geo",     "weather", "pricing", "quota",   "export",  "import"};
constexpr std::string_view kRoles[] = {"api",   "worker", "web",    "consumer", "producer",
                                       "proxy", "store",  "reader", "writer",   "controller"};
constexpr std::string_view kTeams[] = {"team-shop", "team-pay", "team-data", "team-media",
                                       "platform",  "infra",    "batch-eu",  "batch-us"};
constexpr std::string_view kTiers[] = {"web", "worker", "data", "internal"};
constexpr std::string_view kRequests[] = {
    "cpu: 250m\n$indent  memory: 256Mi", "cpu: 500m\n$indent  memory: 768Mi",
    "cpu: 100m\n$indent  memory: 128Mi", "cpu: \"1\"\n$indent  memory: 1792Mi"};

constexpr std::string_view kLabels =
    R"($indenthelm.sh/chart: $chart-$small.$small.$digit
$indentapp.kubernetes.io/name: $chart
$indentapp.kubernetes.io/instance: $name
$indentapp.kubernetes.io/version: "$digit.$small.$digit"
$indentapp.kubernetes.io/managed-by: Helm
)";

constexpr std::string_view kServiceAccount = R"(---
# Source: $chart/templates/serviceaccount.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: $name
  namespace: $ns
  labels:
$labels  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/$name
automountServiceAccountToken: true
)";

constexpr std::string_view kService = R"(---
# Source: $chart/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: $name
  namespace: $ns
  labels:
$labelsspec:
  type: ClusterIP
  ports:
    - port: 80
      targetPort: http
      protocol: TCP
      name: http
    - port: 9090
      targetPort: metrics
      protocol: TCP
      name: metrics
  selector:
    app.kubernetes.io/name: $chart
    app.kubernetes.io/instance: $name
)";

constexpr std::string_view kPodSpecHead = R"($indentserviceAccountName: $name
$indentsecurityContext:
$indent  runAsNonRoot: true
$indent  runAsUser: 1000
$indent  fsGroup: 1000
$indentterminationGracePeriodSeconds: 30
$indentcontainers:
)";

constexpr std::string_view kContainer = R"($indent- name: $container
$indent  image: "registry.example.com/$chart/$container:v$digit.$small.$digit"
$indent  imagePullPolicy: IfNotPresent
$indent  args:
$indent    - --listen=:$port
$indent    - --log-level=info
$indent    - "--shutdown-delay=${delay}5s"
$indent  env:
$indent    - name: POD_NAME
$indent      valueFrom:
$indent        fieldRef:
$indent          fieldPath: metadata.name
$env$indent  ports:
$indent    - name: http
$indent      containerPort: $port
$indent      protocol: TCP
$indent    - name: metrics
$indent      containerPort: 9090
$indent  livenessProbe:
$indent    httpGet:
$indent      path: /healthz
$indent      port: http
$indent    initialDelaySeconds: 10
$indent    periodSeconds: 15
$indent  readinessProbe:
$indent    httpGet: {path: /readyz, port: http}
$indent  resources:
$indent    requests:
$indent      $requests
$indent    limits:
$indent      memory: 1Gi
$indent  securityContext:
$indent    allowPrivilegeEscalation: false
$indent    readOnlyRootFilesystem: true
$indent    capabilities:
$indent      drop: ["ALL"]
$indent  volumeMounts:
$indent    - name: config
$indent      mountPath: /etc/$chart
$indent      readOnly: true
$indent    - name: tmp
$indent      mountPath: /tmp
)";

constexpr std::string_view kVolumes = R"($indentvolumes:
$indent  - name: config
$indent    configMap:
$indent      name: $name
$indent  - name: tmp
$indent    emptyDir: {}
)";

constexpr std::string_view kDeployment = R"(---
# Source: $chart/templates/$lower.yaml
apiVersion: apps/v1
kind: $kind
metadata:
  name: $name
  namespace: $ns
  labels:
$labelsspec:
  replicas: $digit
  selector:
    matchLabels:
      app.kubernetes.io/name: $chart
      app.kubernetes.io/instance: $name
  template:
    metadata:
      annotations:
        checksum/config: $hex$hex$hex$hex
        prometheus.io/scrape: "true"
        prometheus.io/port: "9090"
      labels:
        app.kubernetes.io/name: $chart
        app.kubernetes.io/instance: $name
        tier: $tier
    spec:
)";

constexpr std::string_view kCronJob = R"(---
# Source: $chart/templates/cronjob.yaml
apiVersion: batch/v1
kind: CronJob
metadata:
  name: $name-nightly
  namespace: $ns
  labels:
$labelsspec:
  schedule: "$small 3 * * *"
  concurrencyPolicy: Forbid
  successfulJobsHistoryLimit: 3
  jobTemplate:
    spec:
      backoffLimit: 2
      template:
        metadata:
          labels:
            app.kubernetes.io/name: $chart
            tier: $tier
        spec:
          restartPolicy: OnFailure
)";

constexpr std::string_view kDaemonSet = R"(---
# Source: $chart/templates/daemonset.yaml
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: $name-agent
  namespace: $ns
  labels:
$labelsspec:
  selector:
    matchLabels:
      app.kubernetes.io/name: $chart-agent
  template:
    metadata:
      labels:
        app.kubernetes.io/name: $chart-agent
    spec:
      hostNetwork: true
      tolerations:
        - operator: Exists
      containers:
        - name: agent
          image: registry.example.com/agents/node-agent@sha256:$hex$hex$hex$hex
          securityContext:
            privileged: true
          volumeMounts:
            - {name: proc, mountPath: /host/proc, readOnly: true}
      volumes:
        - name: proc
          hostPath:
            path: /proc
)";

constexpr std::string_view kRole = R"(---
# Source: $chart/templates/rbac.yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: $name
  namespace: $ns
  labels:
$labelsrules:
  - apiGroups: [""]
    resources: [configmaps, secrets, endpoints]
    verbs: [get, list, watch]
  - apiGroups:
      - coordination.k8s.io
    resources:
      - leases
    verbs:
      - get
      - create
      - update
---
# Source: $chart/templates/rbac.yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: $name
  namespace: $ns
  labels:
$labelsroleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: $name
subjects:
  - kind: ServiceAccount
    name: $name
    namespace: $ns
)";

constexpr std::string_view kAutoscaling = R"(---
# Source: $chart/templates/hpa.yaml
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: $name
  namespace: $ns
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: $name
  minReplicas: 2
  maxReplicas: 1$digit
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 80
---
# Source: $chart/templates/pdb.yaml
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: $name
  namespace: $ns
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app.kubernetes.io/name: $chart
      app.kubernetes.io/instance: $name
)";

constexpr std::string_view kMonitoring = R"(---
# Source: $chart/templates/servicemonitor.yaml
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: $name
  namespace: $ns
  labels:
$labelsspec:
  selector:
    matchLabels:
      app.kubernetes.io/name: $chart
  endpoints:
    - port: metrics
      interval: 30s
      relabelings:
        - sourceLabels: [__meta_kubernetes_pod_node_name]
          targetLabel: node
---
# Source: $chart/templates/prometheusrule.yaml
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: $name
  namespace: $ns
spec:
  groups:
    - name: $name.rules
      rules:
        - alert: HighErrorRate
          expr: |
            sum(rate(http_requests_total{job="$name",code=~"5.."}[5m]))
              / sum(rate(http_requests_total{job="$name"}[5m])) > 0.0$digit
          for: 10m
          labels:
            severity: critical
          annotations:
            summary: Too many requests to $name fail
            description: >-
              {{ $value | humanizePercentage }} of the requests to $name have
              failed for ten minutes; the limit is $digit percent.
)";

constexpr std::string_view kCrdHead = R"(---
# Source: $chart/crds/$chart.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: $name.example.com
  annotations:
    controller-gen.kubebuilder.io/version: v0.14.0
spec:
  group: example.com
  scope: Namespaced
  names:
    kind: Resource
    plural: $name
  versions:
    - name: v1alpha1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
)";

constexpr std::string_view kCrdProperty = R"(            $word$word$next:
              description: |-
                $word of the $word that a $word keeps for each $word, as given by
                the $word. Defaults to $digit; a change takes effect when the $word restarts.

                More info: https://example.com/docs/$word#$word
              type: integer
              format: int32
              minimum: $digit
)";

constexpr std::string_view kScriptBlock = R"text(    if [ -e "/etc/$word/$word.conf" ]; then
      echo "reload: $word" >&2
      kill -HUP "$(cat /run/$word.pid)"
    fi

)text";

constexpr std::string_view kPanel =
    R"text(        {"id": $digit, "title": "$word by $word", "type": "graph", "span": 6,
         "targets": [{"expr": "sum(rate(${word}_total[5m])) by ($word)", "refId": "A"}]})text";

}  // namespace stream_templates
