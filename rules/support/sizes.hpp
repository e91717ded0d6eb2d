#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fargate/size.hpp"
#include "lint/rule.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::rules {

/// Whether the pod requests resources as a whole, or has an `overhead` of its own: whether Fargate
/// counts those is not documented.
bool requests_as_a_whole(const lint::PodContext& pod);

/// The size of a pod that has one and whose requests tell it. Nothing for a pod that is larger than
/// the largest size, or requests nothing (both have their own rules), or requests as a whole, or
/// has an `overhead` by its RuntimeClass that makes a difference; nor where a VerticalPodAutoscaler
/// writes the requests, or several LimitRanges disagree about them.
std::optional<fargate::Size> decided_size(const lint::PodContext& pod);

/// What a limit on the pod's requests holds for: " at most in total", and by init containers.
std::string_view counted_together(const lint::PodContext& pod);

/// ", which saves $9.73/month per running Pod (eu-west-1, price list of 2026-09-11)"; empty where
/// the region of the cluster or its price is not known.
std::string saving_text(const lint::PodContext& pod, const fargate::Rung& now,
                        const fargate::Rung& smaller);

/// A request or limit of a container: where a finding about it belongs. What a LimitRange fills in
/// is told at the container, with the LimitRange as a related place.
class Amount {
 public:
  /// `field`: what says the amount, in the pod or in the LimitRange.
  Amount(const lint::PodContext& pod, const kube::Container& container, yaml::Node field);
  /// Whether the pod itself says it, so that an edit of the pod may change it.
  bool is_written() const { return from_ == nullptr; }
  yaml::Node place() const { return place_; }
  /// What is written, as people read it.
  std::string_view text() const { return field_.text(); }
  /// Tells the container, and the LimitRange.
  void show(lint::FindingBuilder& finding) const;

 private:
  const kube::Container& container_;
  yaml::Node field_;
  yaml::Node place_;
  const kube::Object* from_ = nullptr;  ///< the LimitRange
};

}  // namespace fargate_lint::rules
