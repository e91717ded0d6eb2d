#include "fargate/profile_fault.hpp"

namespace fargate_lint::fargate {

ProfileFault::Weight weight_of(ProfileFault::Kind kind) {
  using enum ProfileFault::Kind;
  switch (kind) {
    case left_out: return ProfileFault::Weight::info;
    case unknown_key:
    case key_read_otherwise:
    case empty_role:
    case role_without_arn:
    case role_of_other_service:
    case role_with_region:
    case role_with_bad_account:
    case role_with_bad_name:
    case role_with_path:
    case many_selectors:
    case many_labels:
    case unfilled_placeholder:
    case unfilled_template_placeholder:
    case regular_expression:
    case regular_expression_of_wildcards:
    case separated_patterns:
    case foreign_character:
    case long_pattern:
    case core_dns_overlooked:
    case public_subnet:
    case zone_without_fargate:
    case created_in_parallel:
    case role_without_trust:
    case role_without_policy:
    case literal_placeholder:
    case not_first_document: return ProfileFault::Weight::warning;
    case wrong_type:
    case missing_field:
    case misspelt_key:
    case misspelt_profiles:
    case label_without_key:
    case label_without_value:
    case reserved_tag:
    case too_many_tags:
    case no_name:
    case reserved_name:
    case long_name:
    case no_selector:
    case selector_without_namespace:
    case no_profile:
    case no_properties:
    case too_many_resources:
    case other_key_name:
    case no_mapping:
    case no_list:
    case on_outposts:
    case unknown_version: return ProfileFault::Weight::error;
  }
  return ProfileFault::Weight::error;
}

}  // namespace fargate_lint::fargate
