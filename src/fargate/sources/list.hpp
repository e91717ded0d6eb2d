#pragma once

#include "fargate/source.hpp"

/// Every format, in the order in which they are asked. A format is one file in this folder, one
/// line here and one folder in testdata/profiles/.
// clang-format off
#define PROFILE_SOURCES(X) \
  X(eksctl) \
  X(custom_resources) \
  X(cloudformation) \
  X(terraform) \
  X(pulumi) \
  X(aws_cli) \
  X(ansible)
// clang-format on

namespace fargate_lint::fargate::sources {

#define DECLARE_SOURCE(name) extern const ProfileSource name;
PROFILE_SOURCES(DECLARE_SOURCE)
#undef DECLARE_SOURCE

}  // namespace fargate_lint::fargate::sources
