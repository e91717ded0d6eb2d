#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lint/report.hpp"
#include "report/renderer.hpp"

/// The texts about a finding that several formats share. All are sanitised, so one line each,
/// unless they say otherwise.
namespace fargate_lint::report {

/// A path as it is shown.
std::string path_text(std::string_view path);

/// "nope.yaml does not exist": what is wrong with an input, as a sentence.
std::string error_text(const lint::InputError& error);

/// "deploy/api.yaml:18: a text that never ends": what is wrong with a document.
std::string unreadable_text(const lint::Unreadable& unreadable);

/// "deploy/api.yaml:18:7"
std::string place_text(std::string_view path, const yaml::Position& position);

/// "Deployment/api spec.template.spec.hostNetwork": where it is in an object of a cluster, which
/// has no lines; empty for one in a file.
std::string object_place(const lint::Finding& finding);
/// Whether the place is in what Helm has rendered, so that its template is worth a word: it is not
/// in a template, which says so itself.
bool is_in_rendering(const yaml::Location& where);
/// Its template, with the line if it is known: "charts/shop/templates/api.yaml:12".
std::string template_text(const yaml::Location& where);

/// "Deployment/api in shop, container web"; empty if the finding is about no object.
std::string subject_text(const lint::Finding& finding);

/// "shop/Deployment/api", not sanitised.
std::string qualified_name(const lint::ObjectRef& object);

/// "web/0": the profile that takes the pod and its first selector that matches; empty if none does.
std::string selector_text(const lint::Report& report, const fargate::Placement& placement);
std::string selector_text(const lint::Report& report, const lint::Finding& finding);

/// "Deployment/api in shop; selected by … (cluster.yaml:10); event: …; note: …; help: …" as lines:
/// all that is known of the finding beyond its message and place.
std::vector<std::string> detail_lines(const lint::Report& report, const lint::Finding& finding);

/// The event of the finding's pod that the finding is a part of; empty if there is none. Not
/// sanitised.
std::string_view event_of(const lint::Report& report, const lint::Finding& finding);

/// The path for a code host; that of the report if the options know no files.
std::string repository_path(const RenderOptions& options, std::string_view path);

/// RFC 3986: what is not unreserved is percent-encoded; `/` separates.
std::string percent_encoded(std::string_view path);

/// The page of a code host that shows the line as it was read; empty if there is none.
std::string permalink(const RenderOptions& options, const yaml::Location& where);

/// "2 errors, 1 warning, 1 info (3 suppressed)"; "no findings".
std::string count_findings(const lint::Report& report);

/// The findings, worst first; otherwise as in the report.
std::vector<const lint::Finding*> worst_first(const std::vector<lint::Finding>& findings);

}  // namespace fargate_lint::report
