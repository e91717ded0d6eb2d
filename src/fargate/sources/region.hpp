#pragma once

#include <string>
#include <string_view>

#include "yaml/document.hpp"

/// What tells for certain in which AWS region a source's profiles are.
namespace fargate_lint::fargate::reading {

/// The region that a source writes beside a profile, else that of the profile's own ARN; empty if
/// neither tells one.
std::string region_of(yaml::Node region, yaml::Node arn = {});
/// The region of an availability zone: "eu-west-1" of "eu-west-1a"; empty if the text is no name of
/// a zone, or that of a Local Zone.
std::string region_of_zone(yaml::Node zone);

}  // namespace fargate_lint::fargate::reading
