#include "kube/hook.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "yaml/reader.hpp"

namespace fargate_lint::kube {
namespace {

struct Hook {
  std::string events;
  bool is_test = false;
  bool operator==(const Hook&) const = default;
};

Hook hook_of(const std::string& value) {
  const auto document = yaml::read_document(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: x, annotations: {\"helm.sh/hook\": " + value +
      "}}\n");
  REQUIRE(document != nullptr);
  std::vector<Object> objects;
  REQUIRE(append_objects(*document, "default", objects));
  return {std::string(helm_hook_of(objects.front())), is_helm_test(objects.front())};
}

TEST_CASE("hook: what only helm test creates is told from what releases create") {
  CHECK(hook_of("pre-install") == Hook{"pre-install", false});
  CHECK(hook_of("\" pre-install, pre-upgrade \"") == Hook{"pre-install, pre-upgrade", false});
  CHECK(hook_of("test") == Hook{"test", true});
  CHECK(hook_of("\"test-success,test-failure\"") == Hook{"test-success,test-failure", true});
  CHECK(hook_of("\"test, post-install\"") == Hook{"test, post-install", false});
  CHECK(hook_of("\"test,\"") == Hook{"test,", false});
  CHECK(hook_of("null") == Hook{"", false});
  CHECK(hook_of("[test]") == Hook{"", false});
}

}  // namespace
}  // namespace fargate_lint::kube
