#include "workload_name.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "kube/workload.hpp"

namespace fargate_lint::cmd {
namespace {

/// Short names as kubectl knows them (`kubectl api-resources`).
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kShortNames = {{
    {"po", "pod"},
    {"deploy", "deployment"},
    {"sts", "statefulset"},
    {"ds", "daemonset"},
    {"rs", "replicaset"},
    {"rc", "replicationcontroller"},
    {"cj", "cronjob"},
}};

}  // namespace

WorkloadName WorkloadName::parse(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return {"", std::string(text)};
  WorkloadName wanted{lowered(text.substr(0, slash)), std::string(text.substr(slash + 1))};
  // `deployments.apps/api`, as kubectl prints it.
  wanted.kind = wanted.kind.substr(0, wanted.kind.find('.'));
  for (const auto& [short_name, kind] : kShortNames)
    if (wanted.kind == short_name) wanted.kind = kind;
  return wanted;
}

bool WorkloadName::is_known_kind() const {
  for (const auto& known : kube::workload_kinds()) {
    const auto name_of_kind = lowered(known.kind);
    if (kind == name_of_kind || kind == name_of_kind + "s") return true;
  }
  return false;
}

bool WorkloadName::is_kind_of(const kube::Object& object) const {
  const auto its_kind = lowered(object.kind);
  return kind.empty() || kind == its_kind || kind == its_kind + "s";
}

}  // namespace fargate_lint::cmd
