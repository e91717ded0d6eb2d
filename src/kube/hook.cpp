#include "kube/hook.hpp"

#include "base/text.hpp"
#include "kube/fields.hpp"

namespace fargate_lint::kube {

std::string_view helm_hook_of(const Object& object) {
  return trimmed(text_of(object.annotations()["helm.sh/hook"]), kSpaces);
}

bool is_helm_test(const Object& object) {
  auto rest = helm_hook_of(object);
  if (rest.empty()) return false;
  for (;;) {
    const auto comma = rest.find(',');
    const auto event = trimmed(rest.substr(0, comma), kSpaces);
    if (event != "test" && event != "test-success" && event != "test-failure") return false;
    if (comma == std::string_view::npos) return true;
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace fargate_lint::kube
