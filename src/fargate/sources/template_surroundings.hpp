#pragma once

#include <cstddef>
#include <span>

#include "fargate/source.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::fargate::sources {

/// A profile as a resource of a template, and what in it names others.
struct TemplateProfile {
  std::size_t profile = 0;  ///< in Declarations::profiles
  yaml::Node resource;
  yaml::Node subnets;
  yaml::Node role;
  /// CloudFormation makes it by itself: the CDK's own resource waits for its turn.
  bool is_native = false;
};

/// Holds profiles against the other resources of their template, as far as those are written out:
/// subnets with a route to an internet gateway or in zones without Fargate, roles without trust or
/// policy, and profiles of one cluster that CloudFormation may create at the same time. What rests
/// on a condition, a parameter or another stack is not known, and nothing is said.
void check_surroundings(yaml::Node resources, std::span<const TemplateProfile> profiles,
                        Declarations& out);

}  // namespace fargate_lint::fargate::sources
