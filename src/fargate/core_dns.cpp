#include "fargate/core_dns.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace fargate_lint::fargate {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kLabels = {{
    {"k8s-app", "kube-dns"},
    {"eks.amazonaws.com/component", "coredns"},
}};

Tri takes(const Value& pattern, std::string_view text) {
  if (pattern.is_unknown()) return Tri::maybe;
  return wildcard_match(pattern.text, text) ? Tri::yes : Tri::no;
}

Tri takes_label(const LabelPattern& pattern) {
  auto any = Tri::no;
  for (const auto& [key, value] : kLabels)
    any = any | (takes(pattern.key, key) & takes(pattern.value, value));
  // The controller of CoreDNS's Deployment adds one that nobody knows beforehand.
  return any | (takes(pattern.key, "pod-template-hash") & Tri::maybe);
}

}  // namespace

Tri selects_core_dns(const Selector& selector) {
  auto all = selector.ns.is_absent() ? Tri::no : takes(selector.ns, kCoreDnsNamespace);
  if (selector.labels_unknown.is_unknown()) all = all & Tri::maybe;
  for (const auto& label : selector.labels) all = all & takes_label(label);
  return all;
}

Tri selects_core_dns(const Profile& profile) {
  if (!profile.takes_new_pods()) return Tri::no;
  auto any = profile.selectors_unknown.is_unknown() ? Tri::maybe : Tri::no;
  for (const auto& selector : profile.selectors) any = any | selects_core_dns(selector);
  return profile.conditional.is_unknown() ? any & Tri::maybe : any;
}

}  // namespace fargate_lint::fargate
