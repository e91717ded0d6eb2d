#pragma once

#include <cstdint>
#include <string>

#include "policy/policy.hpp"

namespace fargate_lint::policy {

enum class Format : std::uint8_t {
  vap,         ///< ValidatingAdmissionPolicy and its binding, admissionregistration.k8s.io/v1
  kyverno,     ///< ValidatingPolicy, policies.kyverno.io/v1
  gatekeeper,  ///< ConstraintTemplate with the engine K8sNativeValidation, and its constraint
};

/// The objects as YAML, with comments; the same bytes for the same set. `header`: comments on top,
/// a paragraph each.
std::string write(const PolicySet& set, const Request& request, Format format,
                  const std::vector<std::string>& header);

}  // namespace fargate_lint::policy
