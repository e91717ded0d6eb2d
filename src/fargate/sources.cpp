#include <array>

#include "fargate/source.hpp"
#include "fargate/sources/list.hpp"

namespace fargate_lint::fargate {

std::span<const ProfileSource* const> profile_sources() {
  static constexpr std::array<const ProfileSource*, 2> kSources = {
      &sources::eksctl,
      &sources::aws_cli,
  };
  return kSources;
}

const ProfileSource* recognise(yaml::Node root) {
  for (const ProfileSource* source : profile_sources()) {
    if (source->recognise(root)) return source;
  }
  return nullptr;
}

}  // namespace fargate_lint::fargate
