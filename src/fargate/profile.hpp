#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/wildcard.hpp"
#include "yaml/location.hpp"

namespace fargate_lint::fargate {

using yaml::locate;
using yaml::locate_field;
using yaml::Location;

/// A string of a profile source that may not be known before deployment (`!Ref`, `${…}`,
/// `(known after apply)`), or may be absent.
struct Value {
  enum class State : std::uint8_t { known, unknown, absent };
  State state = State::absent;
  std::string text;  ///< known: the value; unknown: why, for people ("!Sub with a parameter")
  /// Unknown: a pattern that takes whatever the value will take, with `*` for the parts that are
  /// not known ("*-jobs" of "${AWS::StackName}-jobs"); empty if no part is.
  std::string shape;
  bool is_literal = false;  ///< known: what looks like a placeholder in it is meant as it is

  static Value known(std::string text) { return {State::known, std::move(text), {}, false}; }
  static Value unknown(std::string why, std::string shape = {}) {
    return {State::unknown, std::move(why), std::move(shape), false};
  }
  bool is_known() const { return state == State::known; }
  bool is_unknown() const { return state == State::unknown; }
  bool is_absent() const { return state == State::absent; }
};

struct LabelPattern {
  Value key;
  Value value;
  Location where;
};

/// One selector of a profile: a pod matches when its namespace matches and all labels match.
/// Patterns may hold `*` and `?`, keys too
/// (https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html).
struct Selector {
  Value ns;
  std::vector<LabelPattern> labels;
  Value labels_unknown;  ///< unknown when the whole set of labels is
  Location where;        ///< its namespace field, or the selector itself
};

/// A Fargate profile as some file declares it.
struct Profile {
  Value name;
  std::string id;  ///< what the source calls it besides ("aws_eks_fargate_profile.web"), or empty
  Value cluster;
  std::string region;  ///< "eu-west-1", where the source tells it; empty if not
  std::vector<Selector> selectors;
  Value selectors_unknown;  ///< unknown when the whole list is
  Value conditional;   ///< unknown when the profile itself may not exist ("condition `UseFargate`")
  std::string status;  ///< "ACTIVE", "DELETING", …; empty if the format has none
  /// What AWS finds wrong with it (`health.issues`), as "AccessDenied: what it says".
  std::vector<std::string> issues;
  Value role_arn;
  std::vector<std::string> subnets;
  std::string format;  ///< "eksctl", "aws-cli", …
  Location where;      ///< the profile's name, or the profile itself
  /// What decides which pods it takes and is unknown, as `path: why` ("name: !Ref to a resource").
  std::vector<std::string> unknown;
  /// Defaults that stand for values which a deployment may set, as `name: default`.
  std::vector<std::string> assumed;

  /// The name; else "(aws_eks_fargate_profile.web)" or "(unknown name)".
  std::string display_name() const;
  /// Only profiles that are ACTIVE, or whose status the source does not tell, take new pods:
  /// https://docs.aws.amazon.com/eks/latest/userguide/fargate.html.
  bool takes_new_pods() const { return status.empty() || status == "ACTIVE"; }
};

/// How the patterns of selectors match.
using fargate_lint::wildcard_match;
/// True only if every text that `narrow` takes is taken by `wide`. False may also mean that the
/// patterns are too entangled to tell.
bool pattern_includes(std::string_view wide, std::string_view narrow);
/// Whether some text fits both patterns. Takes at most the product of their sizes in steps.
bool patterns_intersect(std::string_view a, std::string_view b);

/// The AWS region that the profiles are in; empty if none tells it, or if they are in several.
/// Views a profile.
std::string_view region_of(std::span<const Profile> profiles);

}  // namespace fargate_lint::fargate
