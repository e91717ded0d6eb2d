#include "kube/builtin_kinds.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string_view>

namespace fargate_lint::kube {
namespace {

TEST_CASE("builtin kinds: a kind that no API server has is a slip for one that it has") {
  struct Row {
    std::string_view api_version;
    std::string_view kind;
    std::string_view meant_version;
    std::string_view meant_kind;
  };
  static constexpr Row kRows[] = {
      {"v1", "Deployment", "apps/v1", "Deployment"},
      {"apps/v1", "Pod", "v1", "Pod"},
      {"apps/v1", "CronJob", "batch/v1", "CronJob"},
      {"app/v1", "Deployment", "apps/v1", "Deployment"},
      {"networking.k8s.io/v1", "Service", "v1", "Service"},
      {"v1", "Ingress", "networking.k8s.io/v1", "Ingress"},
      {"v1", "pod", "v1", "Pod"},
      {"v1", "Pods", "v1", "Pod"},
      {"v1", "deployment", "apps/v1", "Deployment"},
      {"apps/v1", "Deploymnt", "apps/v1", "Deployment"},
      {"apps/v1", "Statefulset", "apps/v1", "StatefulSet"},
      {"batch/v1", "Cronjob", "batch/v1", "CronJob"},
      {"v1", "Serviceee", "v1", "Service"},
      {"apiextensions.k8s.io/v1", "CustomResourceDefinitiona", "apiextensions.k8s.io/v1",
       "CustomResourceDefinition"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.api_version);
    CAPTURE(row.kind);
    const auto slip = find_kind_slip(row.api_version, row.kind);
    REQUIRE(slip);
    CHECK(slip->api_version == row.meant_version);
    CHECK(slip->kind == row.meant_kind);
  }
}

TEST_CASE("builtin kinds: what exists, or may exist, is no slip") {
  using Row = std::array<std::string_view, 2>;
  static constexpr Row kRows[] = {
      {"apps/v1", "Deployment"},
      {"apps/v1beta2", "Deployment"},
      {"extensions/v1beta1", "Deployment"},
      {"policy/v1beta1", "PodSecurityPolicy"},
      {"batch/v1beta1", "CronJob"},
      {"autoscaling/v2beta2", "HorizontalPodAutoscaler"},
      {"serving.knative.dev/v1", "Service"},
      {"example.com/v1", "pod"},
      {"example.com/v1", "Deploymnt"},
      {"gateway.networking.k8s.io/v1", "Gateway"},
      {"metrics.k8s.io/v1beta1", "PodMetrics"},
      {"snapshot.storage.k8s.io/v1", "VolumeSnapshotClass"},
      {"v1", "Config"},
      {"v1", "Policy"},
      {"v1", "List"},
      {"v1", "Template"},
      {"v1", "DeploymentConfig"},
      {"v1", "Rule"},
      {"builtin", "LabelTransformer"},
      {"builtin", "Secret"},
      {"${VERSION}", "Deployment"},
      {"${GROUP}/v1", "Deployment"},
      {"{{ .version }}", "Deployment"},
      {"v1", "${KIND}"},
      {"storage.k8s.io/v1", "VolumeGroup"},
      {"v1", ""},
  };
  for (const auto& row : kRows) {
    CAPTURE(row[0]);
    CAPTURE(row[1]);
    CHECK_FALSE(find_kind_slip(row[0], row[1]));
  }
}

}  // namespace
}  // namespace fargate_lint::kube
