#include "support/network_policies.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace fargate_lint::rules {
namespace {

using Operator = kube::LabelSelector::Operator;

std::string_view words(Operator op) {
  switch (op) {
    case Operator::in: return " in";
    case Operator::not_in: return " not in";
    case Operator::exists: return " exists";
    case Operator::does_not_exist: return " does not exist";
  }
  return "";
}

/// The selector as it was read: "app in web; tier exists | all".
std::string read(std::string_view text) {
  const auto alternatives = read_calico_selector(text);
  if (!alternatives) return "unknown";
  std::string said;
  for (const auto& selector : *alternatives) {
    if (!said.empty()) said += " | ";
    if (selector.requirements.empty()) said += "all";
    for (std::size_t i = 0; i < selector.requirements.size(); ++i) {
      const auto& requirement = selector.requirements[i];
      said.append(i == 0 ? "" : "; ").append(requirement.key).append(words(requirement.op));
      for (const auto value : requirement.values) said.append(" ").append(value);
    }
  }
  return said;
}

TEST_CASE("network policies: Calico's selectors are read, or not at all") {
  CHECK(read("") == "all");
  CHECK(read(" all() ") == "all");
  CHECK(read("app == 'web'") == "app in web");
  CHECK(read("app==\"web\"&&has(tier)") == "app in web; tier exists");
  CHECK(read("app != 'web' || !has(team.example.com/a_b-c)") ==
        "app not in web | team.example.com/a_b-c does not exist");
  CHECK(read("app in {'a', \"b\"}") == "app in a b");
  CHECK(read("app not in { 'a' } && all()") == "app not in a");
  for (const auto* text :
       {"app", "app ==", "app == web", "app == 'web", "app == 'a' &&", "|| app == 'a'",
        "(app == 'a')", "has(app", "has()", "!app == 'a'", "app in 'a'", "app in {}", "app in {'a'",
        "app not 'a'", "app contains 'a'", "app == 'a' app == 'b'", "&&", "all() x"}) {
    CAPTURE(text);
    CHECK(read(text) == "unknown");
  }
  std::string many = "a == 'b'";
  for (int i = 0; i < 100; ++i) many += " || a == 'b'";
  CHECK(read(many) == "unknown");
}

}  // namespace
}  // namespace fargate_lint::rules
