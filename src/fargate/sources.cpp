#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/bytes.hpp"
#include "fargate/source.hpp"
#include "fargate/sources/list.hpp"
#include "fargate/sources/reading.hpp"

namespace fargate_lint::fargate {

std::span<const ProfileSource* const> profile_sources() {
#define ADDRESS_OF(name) &sources::name,
  static constexpr auto kSources =
      std::to_array<const ProfileSource*>({PROFILE_SOURCES(ADDRESS_OF)});
#undef ADDRESS_OF
  return kSources;
}

namespace {

bool reads(const ProfileSource& source, std::string_view kind) {
  return std::ranges::any_of(source.kinds,
                             [kind](std::string_view read) { return equal(read, kind); });
}

}  // namespace

const ProfileSource* recognise(yaml::Node root) {
  const bool is_object = reading::is_kubernetes_object(root);
  const std::string_view kind = is_object ? root["kind"].text() : std::string_view();
  for (const auto* source : profile_sources()) {
    if (is_object && !reads(*source, kind)) continue;
    if (source->recognise(root)) return source;
  }
  return nullptr;
}

const ProfileSource* recognise(const kube::Object& object) {
  for (const auto* source : profile_sources())
    if (reads(*source, object.kind) && source->recognise(object.node)) return source;
  return nullptr;
}

OtherFormat other_format(yaml::Node root) {
  if (root["@level"] && root["@message"]) return OtherFormat::terraform_log;
  if (root["resource"]["aws_eks_fargate_profile"]) return OtherFormat::terraform_source;
  const std::string_view text = root.is_string() ? root.text() : std::string_view();
  if (text.starts_with("FARGATEPROFILE")) return OtherFormat::aws_table;
  if (text.starts_with("NAME") && text.find("POD_EXECUTION_ROLE_ARN") != std::string_view::npos)
    return OtherFormat::eksctl_table;
  return OtherFormat::none;
}

std::string_view advice(OtherFormat format) {
  switch (format) {
    case OtherFormat::none: break;
    case OtherFormat::terraform_log:
      return "a Terraform log; use `terraform show -json PLAN` instead";
    case OtherFormat::terraform_source:
      return "Terraform source is not evaluated; use `terraform plan -out=plan && terraform show "
             "-json "
             "plan` instead";
    case OtherFormat::aws_table: return "a table for people; use `aws eks … --output json` instead";
    case OtherFormat::eksctl_table:
      return "a table for people; use `eksctl get fargateprofile --output yaml` instead";
  }
  return {};
}

void Declarations::add(ProfileFault fault) {
  if (faults.size() < kMostFaults) return faults.push_back(std::move(fault));
  const auto weight = fault.weight;
  auto& rest = faults.size() == kMostFaults ? faults.emplace_back(std::move(fault)) : faults.back();
  rest.weight = std::max(rest.weight, weight);
  ++rest.more;
}

}  // namespace fargate_lint::fargate
