#include "report/not_linted.hpp"

#include <doctest/doctest.h>

#include <string_view>

namespace fargate_lint::report {
namespace {

using lint::PassedOver;

TEST_CASE("not linted: what can be done about an entry is told, as a command to copy") {
  struct Row {
    lint::NotLinted entry;
    std::string_view text;
    std::string_view help;
  };
  const Row rows[] = {
      {{"a.yaml", 3, 2, PassedOver::not_kubernetes},
       "2 documents of a.yaml: not a Kubernetes object",
       ""},
      {{"a.yaml", 0, 0, PassedOver::no_documents}, "a.yaml: no documents", ""},
      {{"chart", 0, 3, PassedOver::chart},
       "3 documents of chart: a Helm chart that is not rendered",
       "us --helm chart"},
      {{"my o", 0, 1, PassedOver::patch}, "1 document of my o: a kustomize patch", "us -k 'my o'"},
      {{"-o", 0, 0, PassedOver::kustomized},
       "-o: a kustomization that is not rendered",
       "us -k ./-o"},
      {{"a\x1b", 0, 0, PassedOver::special_file},
       "a\\x1b: a pipe or a device, not a file",
       "name it to read it"},
      {{"t.json", 1, 1, PassedOver::other_format, fargate::OtherFormat::terraform_log},
       "1 document of t.json: neither Kubernetes objects nor Fargate profiles in a known format",
       "a Terraform log; use `terraform show -json PLAN` instead"},
  };
  for (const auto& row : rows) {
    CHECK(not_linted_text(row.entry) == row.text);
    CHECK(not_linted_help(row.entry, "us") == row.help);
  }
}

TEST_CASE("not linted: what is told together has all of its words") {
  // The last of them all.
  constexpr auto kLast = static_cast<std::uint8_t>(PassedOver::terraform_source);
  for (std::uint8_t i = 0; i <= kLast; ++i) {
    CAPTURE(int{i});
    const auto words = words_for(static_cast<PassedOver>(i));
    CHECK(!words.reason.empty());
    CHECK(!words.label.empty());
    CHECK(words.noun.empty() == (words.help != nullptr));
    CHECK(words.rest.empty() == (words.help != nullptr));
  }
}

}  // namespace
}  // namespace fargate_lint::report
