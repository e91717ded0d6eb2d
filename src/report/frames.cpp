#include "report/frames.hpp"

#include "base/text.hpp"
#include "lint/rule_info.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {

std::string rendered_text(const lint::Location& where) {
  const auto* origin = where.origin.get();
  if (origin == nullptr || origin->rendered_text.empty()) return {};
  if (!where.line_text.empty()) return "here: " + sanitise(origin->rendered_text);
  return "rendered as `" + sanitise(origin->rendered_text) + "`";
}

bool frame_says_more(const lint::Finding& finding) {
  const auto* origin = finding.where.origin.get();
  if (finding.severity == lint::Severity::error || (origin != nullptr && origin->value))
    return true;
  auto line = trimmed(finding.where.line_text.view(), kSpaces);
  while (line.starts_with("- ")) line = trimmed(line.substr(2), kSpaces);
  const auto colon = line.find(':');
  const auto value =
      trimmed(line.substr(colon == std::string_view::npos ? 0 : colon + 1), " \t\"'");
  return !value.empty() && finding.message.view().find(value) == std::string_view::npos &&
         value != finding.object.kind.view() && value != finding.object.name.view();
}

bool is_worth_a_frame(const lint::Report& report, const lint::Finding& finding,
                      const lint::Related& related) {
  if (finding.rule->topic() == lint::Topic::profiles || !finding.placement) return true;
  const auto& placement = *report.placements[*finding.placement].placement;
  if (!placement.profile) return true;
  const auto& profile = report.profiles()[*placement.profile];
  const auto& where =
      placement.selector ? profile.selectors[*placement.selector].where : profile.where;
  return related.where.path != where.path || related.where.span != where.span;
}

}  // namespace fargate_lint::report
