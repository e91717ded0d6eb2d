#include "kube/labels.hpp"

#include <doctest/doctest.h>

#include <string>

#include "yaml/reader.hpp"

namespace fargate_lint::kube {

TEST_CASE("labels: what Kubernetes would refuse for its length is not copied whole") {
  const std::string longest(63, 'v');
  const std::string longer(100'000, 'v');
  const auto document = yaml::read_document("a: " + longest + "\nb: " + longer + "\nc: 1\nd:\n");
  REQUIRE(document != nullptr);
  const Labels labels(document->root());
  CHECK(labels.value("a") == longest);
  REQUIRE(labels.value("b"));
  CHECK(labels.value("b")->size() > 63);
  CHECK(labels.value("b")->size() < 1000);
  CHECK(labels.value("c") == std::nullopt);
  CHECK(labels.value("d") == "");
  CHECK(labels.value("e") == std::nullopt);
}

}  // namespace fargate_lint::kube
