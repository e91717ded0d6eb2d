#include <algorithm>
#include <array>
#include <string_view>

#include "list.hpp"
#include "support/aws.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// Names of images of databases: the last part of the repository, as Docker Hub, Bitnami, Quay,
/// Elastic and the projects themselves publish them.
constexpr std::array<std::string_view, 39> kDatabases = {"arangodb",
                                                         "cassandra",
                                                         "clickhouse",
                                                         "clickhouse-server",
                                                         "cockroach",
                                                         "cockroachdb",
                                                         "couchbase",
                                                         "couchdb",
                                                         "dgraph",
                                                         "dragonfly",
                                                         "elasticsearch",
                                                         "etcd",
                                                         "influxdb",
                                                         "keydb",
                                                         "mariadb",
                                                         "mariadb-galera",
                                                         "mongo",
                                                         "mongodb",
                                                         "mssql",
                                                         "mysql",
                                                         "mysql-server",
                                                         "neo4j",
                                                         "opensearch",
                                                         "percona-server",
                                                         "percona-server-mongodb",
                                                         "percona-xtradb-cluster",
                                                         "postgis",
                                                         "postgres",
                                                         "postgresql",
                                                         "postgresql-repmgr",
                                                         "redis",
                                                         "redis-cluster",
                                                         "rethinkdb",
                                                         "scylla",
                                                         "scylladb",
                                                         "spilo",
                                                         "timescaledb",
                                                         "valkey",
                                                         "valkey-cluster"};
static_assert(std::ranges::is_sorted(kDatabases));

bool is_database(std::string_view image) {
  const std::string_view repository = repository_of(image);
  const std::string_view name = repository.substr(repository.rfind('/') + 1);
  return std::ranges::binary_search(kDatabases, name);
}

void check(const PodContext& pod, FindingSink& out) {
  if (pod.object.kind != "StatefulSet" || pod.object.group() != "apps") return;
  for (const auto& container : pod.pod.containers) {
    if (container.role != kube::ContainerRole::app || !is_database(container.image)) continue;
    out.add(container.node["image"],
            say("{} is a database, and Fargate has no block storage", quote(container.image)))
        .container(container.name);
    return;  // replicas and helpers of the same image say no more
  }
}

}  // namespace

constinit const Rule database = define(
    {
        .id = "FG706",
        .name = "database",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "database runs on Fargate",
        .why = "It can work, but Fargate offers little of what a database needs. EFS, a network "
               "file system, is the only writable persistent volume; there is no block storage. A "
               "Pod takes up to a minute to start, and AWS evicts it to patch its node.",
        .fix = "use a managed service (RDS, ElastiCache, DocumentDB, OpenSearch …), or run the "
               "database on EC2 nodes with EBS volumes",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .fires = R"(apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  selector:
    matchLabels: {app: db}
  template:
    metadata:
      labels: {app: db}
    spec:
      containers:
        - name: db
          image: docker.io/bitnami/postgresql:16
)",
        .silent = R"(apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  selector:
    matchLabels: {app: db}
  template:
    metadata:
      labels: {app: db}
    spec:
      containers:
        - name: exporter
          image: quay.io/prometheuscommunity/postgres-exporter:v0.15.0
)",
    },
    check);

}  // namespace fargate_lint::rules
