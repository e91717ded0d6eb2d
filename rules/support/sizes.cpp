#include "support/sizes.hpp"

#include "fargate/cost.hpp"
#include "kube/admission.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {

bool requests_as_a_whole(const lint::PodContext& pod) {
  return pod.spec()["resources"].size() > 0 || pod.pod.overhead().size() > 0;
}

std::optional<fargate::Size> decided_size(const lint::PodContext& pod) {
  if (!pod.pod.is_sized || pod.placement.invalid || requests_as_a_whole(pod)) return std::nullopt;
  const auto& admission = pod.pod.admission;
  if (admission.autoscaler != nullptr || admission.limit_ranges_differ) return std::nullopt;
  const auto size = pod.placement.size ? *pod.placement.size : fargate::size_of(pod.pod);
  if (!size.rung || size.nothing_requested || size.if_pod_overhead != size.rung) {
    return std::nullopt;
  }
  return size;
}

std::string_view counted_together(const lint::PodContext& pod) {
  bool init = false;
  bool sidecar = false;
  for (const auto& container : pod.pod.containers) {
    init = init || container.role == kube::ContainerRole::init;
    sidecar = sidecar || container.role == kube::ContainerRole::sidecar;
  }
  if (!init) return " at most in total";
  return sidecar ? " at most, in total and for each init container with the sidecars before it,"
                 : " at most, in total and for each init container,";
}

Amount::Amount(const lint::PodContext& pod, const kube::Container& container, yaml::Node field)
    : container_(container), field_(field), place_(field) {
  if (kube::is_own(container, field)) return;
  const auto name = container.node["name"];
  place_ = name ? name : container.node;
  from_ = pod.pod.admission.limit_range;
}

void Amount::show(lint::FindingBuilder& finding) const {
  finding.container(container_.name);
  if (from_ != nullptr && field_)
    finding.related("LimitRange " + quote(from_->name) + " sets " + quote(field_.text()), field_);
}

std::string saving_text(const lint::PodContext& pod, const fargate::Rung& now,
                        const fargate::Rung& smaller) {
  if (pod.price == nullptr) return {};
  const auto& [region, rates, currency, date] = *pod.price;
  const auto saving = fargate::monthly(rates.per_hour(now) - rates.per_hour(smaller), 1,
                                       fargate::kMonthHours * fargate::kHour);
  if (saving <= fargate::Money()) return {};
  return ", which saves " + fargate::per_month(saving, currency) + " per running Pod (" + region +
         ", price list of " + date + ")";
}

}  // namespace fargate_lint::rules
