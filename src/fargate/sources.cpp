#include <algorithm>
#include <array>

#include "fargate/source.hpp"
#include "fargate/sources/list.hpp"
#include "fargate/sources/reading.hpp"

namespace fargate_lint::fargate {

std::span<const ProfileSource* const> profile_sources() {
  static constexpr std::array<const ProfileSource*, 7> kSources = {
      &sources::eksctl, &sources::custom_resources, &sources::cloudformation, &sources::terraform,
      &sources::pulumi, &sources::aws_cli,          &sources::ansible,
  };
  return kSources;
}

const ProfileSource* recognise(yaml::Node root) {
  const bool is_object = reading::is_kubernetes_object(root);
  const std::string_view kind = is_object ? root["kind"].text() : std::string_view();
  for (const ProfileSource* source : profile_sources()) {
    if (is_object && std::ranges::find(source->kinds, kind) == source->kinds.end()) continue;
    if (source->recognise(root)) return source;
  }
  return nullptr;
}

}  // namespace fargate_lint::fargate
