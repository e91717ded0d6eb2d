#pragma once

#include <string_view>

/// What make_cluster writes; `$app`, `$ns`, … stand for the values of the application at hand.
namespace cluster_templates {

/// What selects pods or binds a volume: one of these to nine of the others.
constexpr std::string_view kBinding[] = {
    R"(---
apiVersion: v1
kind: Service
metadata:
  name: $app
  namespace: $ns
  labels:
    app: $app
    tier: $tier
spec:
  type: ClusterIP
  selector:
    app: $app
    tier: $tier
  ports:
  - name: http
    port: 80
    protocol: TCP
    targetPort: http
)",
    R"(---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: $app
  namespace: $ns
spec:
  podSelector:
    matchLabels:
      app: $app
  policyTypes:
  - Ingress
  ingress:
  - from:
    - podSelector:
        matchLabels:
          tier: web
    ports:
    - port: http
      protocol: TCP
)",
    R"(---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: $app
  namespace: $ns
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app: $app
)",
    R"(---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: $claim
  namespace: $ns
spec:
  accessModes:
  - ReadWriteMany
  storageClassName: shared
  volumeName: $claim
  resources:
    requests:
      storage: 5Gi
)",
    R"(---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: $claim
spec:
  accessModes:
  - ReadWriteMany
  capacity:
    storage: 5Gi
  claimRef:
    name: $claim
    namespace: $ns
  csi:
    driver: efs.csi.aws.com
    volumeHandle: fs-0123456789abcdef0
  storageClassName: shared
)"};

constexpr std::string_view kDeployment = R"(---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: $app
  namespace: $ns
  uid: 6f0c1f0e-59a0-4c45-8f3e-9f1f0c6a7c11
  resourceVersion: "81723645"
  labels:
    app: $app
    tier: $tier
spec:
  replicas: 2
  selector:
    matchLabels:
      app: $app
  strategy:
    rollingUpdate:
      maxSurge: 25%
      maxUnavailable: 25%
    type: RollingUpdate
  template:
    metadata:
      labels:
        app: $app
        tier: $tier
    spec:
      containers:
      - name: app
        image: registry.example.com/shop/$app:1.7.3
        imagePullPolicy: IfNotPresent
        env:
        - name: LISTEN
          value: :8080
        - name: PEER
          value: http://$app.$ns.svc:80
        ports:
        - containerPort: 8080
          name: http
          protocol: TCP
        readinessProbe:
          httpGet:
            path: /readyz
            port: http
            scheme: HTTP
          periodSeconds: 10
        resources:
          limits:
            memory: 512Mi
          requests:
            cpu: 250m
            memory: 512Mi
        terminationMessagePath: /dev/termination-log
        terminationMessagePolicy: File
        volumeMounts:
        - mountPath: /data
          name: data
      dnsPolicy: ClusterFirst
      restartPolicy: Always
      serviceAccountName: $app
      terminationGracePeriodSeconds: 30
      volumes:
      - name: data
        persistentVolumeClaim:
          claimName: $claim
)";

constexpr std::string_view kJob = R"(---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: $app-nightly
  namespace: $ns
  labels:
    app: $app
spec:
  schedule: 10 3 * * *
  jobTemplate:
    spec:
      template:
        metadata:
          labels:
            app: $app-nightly
            tier: $tier
        spec:
          restartPolicy: OnFailure
          containers:
          - name: report
            image: registry.example.com/shop/report:2.0.1
            args: [--since, yesterday, --for, $app]
            resources:
              requests:
                cpu: 100m
                memory: 128Mi
)";

constexpr std::string_view kServiceAccount = R"(---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: $app
  namespace: $ns
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/$app
)";

constexpr std::string_view kConfigMap = R"(---
apiVersion: v1
kind: ConfigMap
metadata:
  name: $app
  namespace: $ns
  labels:
    app: $app
data:
  application.properties: |
    server.port=8080
    server.name=$app
    queue.url=http://queue.$ns.svc:9324/000000000000/$app
    queue.visibility=30
    cache.size=2000
    cache.ttl=300
    retry.most=5
    retry.pause=200
)";

constexpr std::string_view kSecret = R"(---
apiVersion: v1
kind: Secret
metadata:
  name: $app
  namespace: $ns
type: Opaque
data:
  token: dGhpcyBpcyBub3QgYSByZWFsIHRva2VuLCBqdXN0IGFzIGxvbmcgYXMgb25l
)";

constexpr std::string_view kRole = R"(---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: $app
  namespace: $ns
rules:
- apiGroups: [""]
  resources: [configmaps, endpoints]
  verbs: [get, list, watch]
)";

constexpr std::string_view kReplicaSet = R"(---
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: $app-6d4b75cb6d
  namespace: $ns
  labels:
    app: $app
    pod-template-hash: 6d4b75cb6d
spec:
  replicas: 2
  selector:
    matchLabels:
      app: $app
      pod-template-hash: 6d4b75cb6d
  template:
    metadata:
      labels:
        app: $app
        tier: $tier
        pod-template-hash: 6d4b75cb6d
    spec:
      containers:
      - name: app
        image: registry.example.com/shop/$app:1.7.3
        ports:
        - containerPort: 8080
          name: http
        resources:
          requests:
            cpu: 250m
            memory: 512Mi
      serviceAccountName: $app
)";

/// The nine others.
constexpr std::string_view kRest[] = {kDeployment, kConfigMap,      kReplicaSet, kSecret, kJob,
                                      kConfigMap,  kServiceAccount, kDeployment, kRole};

}  // namespace cluster_templates
