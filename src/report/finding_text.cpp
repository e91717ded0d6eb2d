#include "report/finding_text.hpp"

#include <algorithm>

#include "report/live.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {

std::string path_text(std::string_view path) {
  return path == "-" ? "<stdin>" : sanitise(path);
}

std::string error_text(const lint::InputError& error) {
  auto text = error.path.empty() ? std::string() : path_text(error.path);
  if (error.line != 0) text += ":" + std::to_string(error.line);
  return text + (text.empty() ? "" : " ") + sanitise(error.message);
}

std::string unreadable_text(const lint::Unreadable& unreadable) {
  return place_text(unreadable.source.path, {unreadable.error.span.begin.line, 0}) + ": " +
         unreadable.error.message;
}

std::string place_text(std::string_view path, const yaml::Position& position) {
  auto text = path_text(path);
  if (position.line != 0) text += ":" + std::to_string(position.line);
  if (position.line != 0 && position.column != 0) text += ":" + std::to_string(position.column);
  return text;
}

bool is_in_rendering(const yaml::Location& where) {
  return !where.helm_template().empty() && where.origin->rendered_line == 0;
}

std::string template_text(const yaml::Location& where) {
  const auto& origin = *where.origin;
  if (origin.file.empty()) return sanitise(where.helm_template());
  return place_text(origin.file, {origin.line, 0});
}

std::string subject_text(const lint::Finding& finding) {
  if (finding.object.kind.empty()) return {};
  auto text = finding.object.kind + "/" + finding.object.name;
  if (finding.object.name.empty()) text.pop_back();
  if (!finding.object.ns.empty()) text += " in " + finding.object.ns;
  if (!finding.container.empty()) text += ", container " + finding.container;
  return sanitise(text);
}

std::string object_place(const lint::Finding& finding) {
  if (!is_of_cluster(finding.where) || finding.object.kind.empty()) return {};
  auto text = finding.object.kind + "/" + finding.object.name;
  if (!finding.field.empty()) text += " " + finding.field.str();
  return sanitise(text);
}

std::string qualified_name(const lint::ObjectRef& object) {
  std::string text;
  for (const auto& part : {object.ns, object.kind, object.name})
    if (!part.empty()) text.append(text.empty() ? "" : "/").append(part);
  return text;
}

std::string selector_text(const lint::Report& report, const fargate::Placement& placement) {
  if (!placement.profile) return {};
  auto text = sanitise(report.profiles()[*placement.profile].display_name());
  if (placement.selector) text += "/" + std::to_string(*placement.selector);
  return text;
}

std::string selector_text(const lint::Report& report, const lint::Finding& finding) {
  if (!finding.placement) return {};
  return selector_text(report, *report.placements[*finding.placement].placement);
}

std::vector<std::string> detail_lines(const lint::Report& report, const lint::Finding& finding) {
  std::vector<std::string> lines;
  if (auto subject = subject_text(finding); !subject.empty()) lines.push_back(std::move(subject));
  if (is_in_rendering(finding.where))
    lines.push_back("rendered from " + template_text(finding.where));
  for (const auto& related : finding.related) {
    auto line = sanitise(related.message);
    if (!related.where.path.empty())
      line += " (" + place_text(related.where.path, related.where.span.begin) + ")";
    lines.push_back(std::move(line));
  }
  if (const auto event = event_of(report, finding); !event.empty())
    lines.push_back("event: " + sanitise(event));
  for (const auto& note : finding.notes) lines.push_back("note: " + sanitise(note));
  if (!finding.help.empty()) lines.push_back("help: " + sanitise(finding.help));
  return lines;
}

std::string_view event_of(const lint::Report& report, const lint::Finding& finding) {
  if (!finding.event || !finding.placement) return {};
  return report.placements[*finding.placement].placement->events[*finding.event];
}

std::string repository_path(const RenderOptions& options, std::string_view path) {
  const std::string own(path);
  return options.files == nullptr ? own : options.files->repository_path(own);
}

std::string percent_encoded(std::string_view path) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string uri;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    if (plain) {
      uri += c;
    } else {
      uri += '%';
      uri += kDigits[byte >> 4U];
      uri += kDigits[byte & 0xFU];
    }
  }
  return uri;
}

std::string permalink(const RenderOptions& options, const yaml::Location& where) {
  if (options.permalinks.empty() || where.path.empty() || where.path == "-") return {};
  const auto path = repository_path(options, where.path);
  // What is outside of the repository, in an archive or in a cluster has no page there.
  if (path.starts_with('/') || path.starts_with("..") || where.span.begin.line == 0 ||
      path.find('!') != std::string::npos)
    return {};
  return options.permalinks + percent_encoded(path) + "#L" + std::to_string(where.span.begin.line);
}

std::string count_findings(const lint::Report& report) {
  using lint::Severity;
  std::string text;
  const auto add = [&text](const std::string& part) {
    text.append(text.empty() ? "" : ", ").append(part);
  };
  if (const auto count = report.count(Severity::error)) add(counted(count, "error"));
  if (const auto count = report.count(Severity::warning)) add(counted(count, "warning"));
  if (const auto count = report.count(Severity::info)) add(std::to_string(count) + " info");
  if (text.empty()) text = "no findings";
  if (!report.suppressed.empty())
    text += " (" + std::to_string(report.suppressed.size()) + " suppressed)";
  return text;
}

std::vector<const lint::Finding*> worst_first(const std::vector<lint::Finding>& findings) {
  std::vector<const lint::Finding*> sorted;
  sorted.reserve(findings.size());
  for (const auto& finding : findings) sorted.push_back(&finding);
  // Severities are declared from the worst to the mildest.
  std::ranges::stable_sort(sorted, {}, [](const auto* finding) { return finding->severity; });
  return sorted;
}

}  // namespace fargate_lint::report
