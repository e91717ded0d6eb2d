#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fargate/profile.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::fargate {

/// Something wrong with a profile declaration itself: which of the things that may be, and what was
/// seen. Rules make FG8xx findings of it, and its sentences (rules/support/profile_faults.hpp).
struct ProfileFault {
  enum class Weight : std::uint8_t { info, warning, error };

  /// Beside each its values, in their order.
  enum class Kind : std::uint8_t {
    // of any format
    wrong_type,           ///< path, the text; of pairs their two keys; and `seen`, `wanted`
    missing_field,        ///< path
    misspelt_key,         ///< key, the one that is meant, path of the mapping or empty
    misspelt_profiles,    ///< key, the one that is meant: of the list of profiles itself
    unknown_key,          ///< key, path of the mapping or empty
    label_without_key,    ///< path, the field that holds keys
    label_without_value,  ///< path, the field that holds values
    key_read_otherwise,   ///< the label key as it is written, and as YAML reads it
    reserved_tag,         ///< its key
    too_many_tags,        ///< their number
    // of the pod execution role: path, then what is wrong of it
    empty_role,
    role_without_arn,       ///< the text
    role_of_other_service,  ///< the ARN
    role_with_region,       ///< the region
    role_with_bad_account,  ///< the account
    role_with_bad_name,     ///< the name
    role_with_path,         ///< the path
    // of what AWS makes of a profile, whatever declares it
    no_name,
    reserved_name,
    long_name,  ///< its characters
    no_selector,
    many_selectors,              ///< their number
    selector_without_namespace,  ///< number of the selector
    many_labels,                 ///< number of the selector, their number
    // of a pattern that never matches; and `part`
    unfilled_placeholder,             ///< pattern, placeholder
    unfilled_template_placeholder,    ///< the same, in a template of CloudFormation
    literal_placeholder,              ///< the same, which the template means as it is: `${!…}`
    regular_expression,               ///< pattern
    regular_expression_of_wildcards,  ///< pattern, the one that is meant
    separated_patterns,               ///< pattern, the blank or comma
    foreign_character,                ///< pattern, the character
    long_pattern,                     ///< its characters
    // of one format
    no_profile,           ///< an entry of a list of the AWS CLI
    no_properties,        ///< CloudFormation
    too_many_resources,   ///< CloudFormation: how many it takes
    left_out,             ///< CloudFormation: condition, the defaults that it rests on
    other_key_name,       ///< Crossplane: key, the one that this provider has
    no_mapping,           ///< eksctl: an entry of the profiles
    not_first_document,   ///< eksctl
    no_list,              ///< eksctl: the profiles
    on_outposts,          ///< eksctl
    unknown_version,      ///< Terraform: of its format
    core_dns_overlooked,  ///< eksctl: the pattern of a namespace
    // of what stands around the profile in the same file
    public_subnet,         ///< the subnet
    zone_without_fargate,  ///< the subnet, its zone
    created_in_parallel,   ///< another profile
    role_without_trust,    ///< the role
    role_without_policy,   ///< the role
  };

  /// What a value should be.
  enum class Shape : std::uint8_t { string, list, mapping, pairs };
  /// Which of a profile's fields a wrong or missing one is.
  enum class Field : std::uint8_t { other, name, cluster, role };
  /// What of a selector a pattern is of.
  enum class Part : std::uint8_t { ns, label_key, label_value };

  Kind kind = Kind::wrong_type;
  Weight weight = Weight::error;  ///< weight_of(kind)
  Location where = {};
  Value profile = {};  ///< its display_name(); unknown or absent if it has no name
  std::vector<std::string> values = {};  ///< see Kind
  std::string_view noun = {};            ///< what the format calls a profile: constant text
  std::string_view outcome = {};         ///< what the format's tool does about it: constant text
  yaml::Kind seen = yaml::Kind::missing;
  Shape wanted = Shape::string;
  Field field = Field::other;
  Part part = Part::ns;
  /// If not 0, this stands for so many faults, of which it was the first.
  std::size_t more = 0;
};

/// error: AWS or the tool refuses the profile, or loses part of it; warning: it selects nothing, or
/// does not work; info: worth a look.
ProfileFault::Weight weight_of(ProfileFault::Kind kind);

}  // namespace fargate_lint::fargate
