#include "lint/contents.hpp"

#include <doctest/doctest.h>

#include "lint/testing.hpp"

namespace fargate_lint::lint {
namespace {

TEST_CASE("contents: a key that stands twice is told by its name, both places and the object") {
  const auto input = testing::input_of(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  x: 1\n  x: 2\n");
  REQUIRE(input.reading.duplicate_keys.size() == 1);
  const auto& record = input.reading.duplicate_keys.front();
  CHECK(record.key == "x");
  CHECK(record.first.span == yaml::Span{{5, 3}, {5, 4}});
  CHECK(record.last.span == yaml::Span{{6, 3}, {6, 4}});
  CHECK(record.object.name == "c");
}

TEST_CASE("contents: profiles are taken from among the items of a list") {
  const auto input = testing::input_of(
      "apiVersion: v1\nkind: List\nitems:\n"
      "- {apiVersion: v1, kind: Service, metadata: {name: s}}\n"
      "- apiVersion: eksctl.io/v1alpha5\n  kind: ClusterConfig\n  metadata: {name: c, region: r}\n"
      "  fargateProfiles: [{name: web, selectors: [{namespace: shop}]}]\n");
  REQUIRE(input.profiles.size() == 1);
  CHECK(input.profiles.front().name.text == "web");
  REQUIRE(input.reading.inventory.objects().size() == 1);
  CHECK(input.reading.inventory.objects()[0]->kind == "Service");
}

}  // namespace
}  // namespace fargate_lint::lint
