#include "add_ignores.hpp"

#include <map>
#include <optional>
#include <vector>

#include "input/scan.hpp"
#include "lint/ignore.hpp"
#include "lint/rule.hpp"
#include "output.hpp"
#include "report/text.hpp"
#include "sources.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::cmd {
namespace {

/// All documents of a text as JSON; those that cannot be read as nothing.
std::string documents_of(std::string_view text) {
  std::vector<yaml::Piece> pieces;
  yaml::split(text, pieces);
  std::string all;
  for (const auto& piece : pieces) {
    yaml::Reader reader;
    if (reader.read(piece.text, {}) == yaml::Outcome::ok)
      yaml::append_json(reader.document().root(), all);
    all += '\n';
  }
  return all;
}

/// The text of a file; nothing if it can hold no comment, as what no text is.
std::optional<std::string> text_of(const std::string& path) {
  std::string text;
  bool is_text = true;
  const bool there = FileSources().read(path, [&](std::string_view part) {
    is_text = part.find('\0') == std::string_view::npos;
    text += part;
    return is_text;
  });
  return there && is_text ? std::optional(std::move(text)) : std::nullopt;
}

/// The file with the comments, or nothing if it can bear none.
std::optional<std::string> with_comments(const std::string& text,
                                         const std::vector<lint::NewIgnore>& ignores,
                                         const std::string& reason, std::size_t& left_out) {
  left_out = ignores.size();
  if (input::begins_json(text)) return std::nullopt;
  std::size_t unplaced = 0;
  auto changed = lint::insert_ignores(text, ignores, reason, unplaced);
  if (unplaced == ignores.size() || documents_of(changed) != documents_of(text))
    return std::nullopt;
  left_out = unplaced;
  return changed;
}

/// Whether a comment could suppress it: not what is said of suppressions or of unreadable texts.
bool can_be_ignored(const lint::Finding& finding) {
  return !finding.rule->id.starts_with("FG9") && finding.rule->id != "FG001";
}

}  // namespace

int write_ignores(const lint::Report& report, const std::string& reason, const Context& context) {
  // Findings are sorted by path and line.
  std::map<std::string, std::vector<lint::NewIgnore>> of_file;
  for (const auto& finding : report.findings)
    if (can_be_ignored(finding))
      of_file[finding.where.path.str()].push_back(
          {finding.where.span.begin.line, std::string(finding.rule->id)});
  std::size_t written = 0;
  std::size_t files = 0;
  std::size_t homeless = 0;
  for (const auto& [path, ignores] : of_file) {
    auto left_out = ignores.size();
    const auto text = text_of(path);
    const auto changed = text ? with_comments(*text, ignores, reason, left_out) : std::nullopt;
    homeless += left_out;
    if (!changed) continue;
    if (const auto failure = write_file(path, *changed)) return report_error(context, *failure);
    written += ignores.size() - left_out;
    ++files;
  }
  const auto said = "comments for " + report::counted(written, "finding") + " written to " +
                    report::counted(files, "file") + "\n";
  if (const auto failure = write_stdout(said)) return report_error(context, *failure);
  if (homeless == 0) return kExitClean;
  report_error(context, {"no place for a comment: " + report::counted(homeless, "finding") +
                             " in JSON, blocks of text or standard input",
                         "name them under `suppressions` in the configuration"});
  return kExitFindings;
}

}  // namespace fargate_lint::cmd
