#include "add_ignores.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "edit/same_documents.hpp"
#include "input/scan.hpp"
#include "kube/resting.hpp"
#include "lint/ignore.hpp"
#include "lint/rule.hpp"
#include "output.hpp"
#include "report/finding_text.hpp"
#include "report/json_writer.hpp"
#include "report/text.hpp"

namespace fargate_lint::cmd {
namespace {

/// The text of a file; nothing if it can hold no comment, as what no text is.
std::optional<std::string> text_of(const system::FileSystem& files, const std::string& path) {
  std::string text;
  bool is_text = true;
  const bool there = system::read_parts(files, path, [&](std::string_view part) {
    is_text = part.find('\0') == std::string_view::npos;
    text += part;
    return is_text;
  });
  return there && is_text ? std::optional(std::move(text)) : std::nullopt;
}

using Findings = std::vector<const lint::Finding*>;

/// What was seen of a line has `*` in place of secrets, and is empty if the line is very long.
bool is_line(std::string_view line, std::string_view seen) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  if (line.ends_with('\r')) line.remove_suffix(1);
  return seen.empty() || std::ranges::equal(line, seen, [](char now, char then) {
           return now == then || then == '*';
         });
}

/// Whether the findings do not stand where they were found any more.
bool has_changed(std::string_view text, const Findings& findings) {
  std::uint32_t number = 1;
  for (const auto* finding : findings) {
    for (; number < finding->where.span.begin.line; ++number) {
      const auto end = text.find('\n');
      if (end == std::string_view::npos) return true;
      text.remove_prefix(end + 1);
    }
    if (!is_line(text.substr(0, text.find('\n')), finding->where.line_text.view())) return true;
  }
  return false;
}

/// The file with the comments, or nothing if it can bear none.
std::optional<std::string> with_comments(const std::string& text, const Findings& findings,
                                         const std::string& reason, std::size_t& left_out) {
  if (input::begins_json(text)) return std::nullopt;
  std::vector<lint::NewIgnore> ignores;
  for (const auto* finding : findings)
    ignores.push_back({finding->where.span.begin.line, std::string(finding->rule->id)});
  std::size_t unplaced = 0;
  auto changed = lint::insert_ignores(text, ignores, reason, unplaced);
  if (unplaced == ignores.size() || !edit::same_documents(text, changed)) return std::nullopt;
  left_out = unplaced;
  return changed;
}

/// The rules of these findings, each once: "FG603, FG604".
std::string ids_of(const Findings& findings) {
  std::set<std::string_view> ids;
  for (const auto* finding : findings) ids.insert(finding->rule->id);
  std::string text;
  for (const auto id : ids) text.append(text.empty() ? "" : ", ").append(id);
  return text;
}

/// Says how findings about the whole input are silenced: no comment in a manifest is about that.
void tell_entry(const Findings& findings, const std::string& reason, const Context& context) {
  const auto ids = ids_of(findings);
  std::string in_quotes;
  report::append_json_string(reason, in_quotes);
  report_error(context, {"no comment written for " + ids + ", which is about the whole input",
                         "add to `.fargate-lint.yaml`: `suppressions: [{rules: [" + ids +
                             "], reason: " + in_quotes + "}]`"});
}

}  // namespace

int write_ignores(const lint::Report& report, const std::string& reason, const input::Reach& reach,
                  const Context& context) {
  const auto& files = context.system.files;
  // Findings are sorted by path and line.
  std::map<std::string, Findings> of_file;
  Findings of_whole_input;
  for (const auto& finding : report.findings) {
    if (!finding.rule->suppressible()) continue;
    (finding.of_whole_input ? of_whole_input : of_file[finding.where.path.str()])
        .push_back(&finding);
  }
  std::size_t written = 0;
  std::size_t changed_files = 0;
  std::size_t homeless = 0;
  int code = kExitClean;
  for (const auto& [path, findings] : of_file) {
    const auto text = path == input::kStandardInputName ? std::nullopt : text_of(files, path);
    if (text && has_changed(*text, findings)) {
      const auto error = kube::file_changed();
      code = report_error(context, {report::path_text(path) + " " + error.message, error.hint});
      continue;
    }
    auto left_out = findings.size();
    const auto changed = text ? with_comments(*text, findings, reason, left_out) : std::nullopt;
    homeless += left_out;
    if (!changed) continue;
    if (!reach.covers(files.canonical(path))) {
      code = report_error(context,
                          {report::path_text(path) + " is a link that leads out of the repository",
                           "to write the comments there, name the target of the link"});
      continue;
    }
    if (const auto failure = context.system.writer.replace(path, *changed)) {
      code = report_error(context, *failure);
      continue;
    }
    written += findings.size() - left_out;
    ++changed_files;
  }
  const auto said = "comments for " + report::counted(written, "finding") + " written to " +
                    report::counted(changed_files, "file") + "\n";
  if (const auto failure = write_stdout(context, said)) return report_error(context, *failure);
  if (!of_whole_input.empty()) tell_entry(of_whole_input, reason, context);
  if (homeless == 0) return of_whole_input.empty() || code != kExitClean ? code : kExitFindings;
  report_error(context, {"no place for a comment for " + report::counted(homeless, "finding") +
                             ": JSON, block scalars, archives and stdin take none",
                         "add them to `suppressions` in the config file"});
  return code == kExitClean ? kExitFindings : code;
}

}  // namespace fargate_lint::cmd
