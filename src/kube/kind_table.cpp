#include "kube/kind_table.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <unordered_map>

#include "base/hash.hpp"
#include "kube/kinds.hpp"
#include "kube/workload.hpp"

namespace fargate_lint::kube {
namespace {

/// The rows of the kinds that rules look up, besides workloads.
#define FARGATE_LINT_ADDRESS(constant, ...) &kinds::constant,
constexpr const Kind* kAskedKinds[] = {FARGATE_LINT_ASKED_KINDS(FARGATE_LINT_ADDRESS)};
constexpr const Kind* kNamesakes[] = {FARGATE_LINT_ASKED_NAMESAKES(FARGATE_LINT_ADDRESS)};
#undef FARGATE_LINT_ADDRESS
static_assert(
    [] {
      for (const auto* row : kAskedKinds)
        if (std::ranges::count(kAskedKinds, row->name, &Kind::name) != 1) return false;
      return true;
    }(),
    "each kind has one row");

/// Kinds that Kubernetes itself defines have groups without a dot, or of its own domain. Of several
/// kinds of one name, look-ups by kind mean that one.
bool is_of_kubernetes(std::string_view group) {
  return group.find('.') == std::string_view::npos || group.ends_with(".k8s.io");
}

/// All that the tables say of the kinds of one name.
struct Namesakes {
  const Kind* asked = nullptr;
  std::span<const WorkloadKind> workloads;
};

/// Every object of a run asks, and most of them are of kinds that no table names.
const Namesakes* look_up(std::string_view kind) {
  static const auto table = [] {
    std::unordered_map<std::string_view, Namesakes, TextHash> rows;
    for (const auto* row : kAskedKinds) rows[row->name].asked = row;
    for (const auto& row : workload_kinds())
      rows[row.kind].workloads =
          std::ranges::equal_range(workload_kinds(), row.kind, {}, &WorkloadKind::kind);
    return rows;
  }();
  const auto row = table.find(kind);
  return row == table.end() ? nullptr : &row->second;
}

KindRole role_of(const Namesakes& namesakes, const WorkloadKind* declared, std::string_view group,
                 std::string_view kind) {
  const auto is_of_group = [group](const auto& row) { return row.group == group; };
  const auto* workload = declared;
  if (workload == nullptr) {
    const auto row = std::ranges::find_if(namesakes.workloads, is_of_group);
    if (row != namesakes.workloads.end()) workload = &*row;
  }
  if (workload != nullptr) {
    const bool is_only =
        namesakes.asked == nullptr && std::ranges::all_of(namesakes.workloads, is_of_group);
    return {workload->kind, workload, true, !is_of_kubernetes(group) && !is_only};
  }
  if (namesakes.asked != nullptr && namesakes.asked->is_of(group))
    return {namesakes.asked->name, nullptr, true, false};
  if (const auto* namesake = find_namesake(group, kind))
    return {namesake->name, nullptr, true, true};
  return {kind, nullptr, false, true};
}

}  // namespace

const Kind* find_namesake(std::string_view group, std::string_view kind) {
  const auto* row = std::ranges::find_if(kNamesakes, [&](const Kind* namesake) {
    return namesake->name == kind && namesake->is_of(group);
  });
  return row == std::end(kNamesakes) ? nullptr : *row;
}

KindRole role_of(const WorkloadKinds& kinds, std::string_view group, std::string_view kind) {
  const auto* declared = kinds.find_declared(group, kind);
  if (const auto* namesakes = look_up(kind)) return role_of(*namesakes, declared, group, kind);
  if (declared != nullptr) return {declared->kind, declared, true, false};
  return {kind, nullptr, false, false};
}

}  // namespace fargate_lint::kube
