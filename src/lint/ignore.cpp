#include "lint/ignore.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/bytes.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "edit/insert_comment.hpp"
#include "kube/workload.hpp"
#include "yaml/comments.hpp"
#include "yaml/find.hpp"
#include "yaml/lines.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::lint {
namespace {

constexpr std::string_view kMarker = "fargate-lint";
constexpr std::string_view kAnnotations = "fargate-lint.dev/";
constexpr std::size_t kLongestLine = 4096;  // of which a report shows the text

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// A comment may end in the carriage return of its line.
std::string_view trimmed(std::string_view text) {
  return fargate_lint::trimmed(text, kBlanks, " \t\r");
}

std::uint32_t code_points(std::string_view text) {
  return static_cast<std::uint32_t>(count_code_points(text));
}

/// Takes `prefix` from the front of `text`, if it is there.
bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// The first parts, as many as a suppression may have; `left_out` counts the others.
std::vector<std::string> split(std::string_view text, char separator, std::uint32_t& left_out) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    const auto part = trimmed(text.substr(0, end));
    if (parts.size() == Ignore::kMostRules)
      left_out += part.empty() ? 0 : 1;
    else if (!part.empty())
      parts.emplace_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

/// The value behind `name=`, in quotes or up to the next blank.
std::string attribute(std::string_view text, std::string_view name) {
  std::size_t at = 0;
  while ((at = text.find(name, at)) != std::string_view::npos) {
    const auto end = at + name.size();
    if ((at == 0 || is_blank(text[at - 1])) && end < text.size() && text[end] == '=') break;
    at = end;
  }
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + name.size() + 1);
  if (!text.starts_with('"')) return std::string(text.substr(0, text.find_first_of(" \t")));
  std::string value;
  for (std::size_t i = 1; i < text.size() && text[i] != '"'; ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    value += text[i];
  }
  return std::string(trimmed(value));
}

/// The text without quoted parts, so that a reason is not read for more than it is.
std::string without_quoted(std::string_view text) {
  std::string rest;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
      continue;
    }
    if (text[i] == '"') quoted = !quoted;
    if (!quoted && text[i] != '"') rest += text[i];
  }
  return rest;
}

/// Whether what follows our name in a comment was meant to suppress: `:ignroe FG101`,
/// ` disable=FG101`, `-ignore: FG101`. Prose is not: ` ignores this folder`, `: see the README`.
bool is_slip_of_ignore(std::string_view text) {
  // What other linters call it.
  constexpr std::string_view kVerbs[] = {"disable", "skip", "suppress", "allow", "noqa", "nolint"};
  const auto begin = std::min(text.find_first_not_of(" \t:-"), text.size());
  const auto separator = text.substr(0, begin);
  text.remove_prefix(begin);
  const auto word = text.substr(0, text.find_first_of(" \t:=[("));
  const auto verb = word.substr(0, word.find('-'));  // of `disable-next-line`
  const bool is_inflected = verb.starts_with("ignore") && verb != "ignore";  // as in prose
  const bool like_ignore = !is_inflected && edit_distance(verb, "ignore", Letters::any_case) <= 2;
  if (separator.empty() || (!like_ignore && std::ranges::find(kVerbs, verb) == std::end(kVerbs)))
    return false;
  if (like_ignore && separator.find(':') != std::string_view::npos) return true;
  const auto tail = text.substr(word.size());
  if (tail.empty() || tail.starts_with('=') || tail.starts_with('[')) return true;
  const auto rule = tail.substr(std::min(tail.find_first_not_of(" \t:("), tail.size()));
  return rule.size() > 2 && rule.starts_with("FG") && rule[2] >= '0' && rule[2] <= '9';
}

/// Reads `fargate-lint: ignore[…] reason="…" until=…`; nothing if the comment is another.
std::optional<Ignore> parse_comment(std::string_view comment) {
  comment = trimmed(comment.substr(std::min(comment.find_first_not_of('#'), comment.size())));
  if (!take(comment, kMarker)) return std::nullopt;
  Ignore ignore;
  auto said = comment;
  if (take(said, ":")) said = trimmed(said);
  if (!comment.starts_with(':') || !take(said, "ignore")) {
    ignore.scope = Ignore::Scope::unclear;
    return is_slip_of_ignore(comment) ? std::optional(ignore) : std::nullopt;
  }
  comment = said;
  if (take(comment, "-file")) ignore.scope = Ignore::Scope::file;
  if (take(comment, "[")) {
    const auto end = std::min(comment.find(']'), comment.size());
    ignore.rules = split(comment.substr(0, end), ',', ignore.left_out);
    comment.remove_prefix(std::min(end + 1, comment.size()));
  }
  ignore.reason = attribute(comment, "reason");
  ignore.until = attribute(without_quoted(comment), "until");
  return ignore;
}

using yaml::Line;

Location place(const Line& line, const SharedText& path, std::uint32_t number) {
  Location where;
  where.path = path;
  const auto before = code_points(line.text.substr(0, line.comment)) + 1;
  const auto comment = line.text.substr(line.comment);
  where.span = {{number, before}, {number, before + code_points(comment)}};
  if (line.text.size() <= kLongestLine) where.line_text = line.text;
  return where;
}

/// Finds the field of each comment while it walks down the lines of a document.
class FieldFinder {
 public:
  FieldFinder(std::vector<Ignore>& ignores) : ignores_(ignores) {}

  void comment(Ignore ignore, const Line& line, std::uint32_t number) {
    const auto index = ignores_.size();
    const bool of_lines = ignore.scope == Ignore::Scope::lines;
    ignores_.push_back(std::move(ignore));
    if (!of_lines) return;
    if (line.empty)
      waiting_.push_back(index);
    else
      open(index, line.key, false, number);
  }
  /// A line with a field on it, before the comment behind it is seen.
  void field(const Line& line, std::uint32_t number) {
    while (!open_.empty() && !is_in(line, open_.back())) close();
    last_line_ = number;
    for (const auto index : waiting_) open(index, line.indent, line.dash, number);
    waiting_.clear();
  }
  /// The end of the document.
  void finish() {
    while (!open_.empty()) close();
    waiting_.clear();
  }

 private:
  struct Field {
    std::size_t ignore;
    std::size_t column;
    bool dash;
  };
  void open(std::size_t index, std::size_t column, bool dash, std::uint32_t number) {
    ignores_[index].first_line = number;
    open_.push_back({index, column, dash});
  }
  void close() {
    ignores_[open_.back().ignore].last_line = last_line_;
    open_.pop_back();
  }
  /// Deeper lines belong to a field, and list items right below its key.
  static bool is_in(const Line& line, const Field& field) {
    return line.indent > field.column || (line.indent == field.column && line.dash && !field.dash);
  }

  std::vector<Ignore>& ignores_;
  std::vector<Field> open_;
  std::vector<std::size_t> waiting_;
  std::uint32_t last_line_ = 0;  ///< the last one with a field on it
};

void append_annotations(yaml::Node annotations, const ObjectRef& object,
                        std::vector<Ignore>& ignores) {
  for (const auto [key, value] : annotations.entries()) {
    auto name = key.text();
    if (!take(name, kAnnotations)) continue;
    if (!take(name, "ignore") || !(name.empty() || take(name, "."))) {
      auto& unclear = ignores.emplace_back();
      unclear.scope = Ignore::Scope::unclear;
      unclear.object = object;
      unclear.where = yaml::locate_field(value);
      continue;
    }
    const auto where = yaml::locate_field(value);
    std::uint32_t left_out = 0;
    for (const auto& part : split(value.text(), ';', left_out)) {
      Ignore ignore;
      ignore.scope = Ignore::Scope::object;
      ignore.object = object;
      ignore.container = name;
      ignore.where = where;
      ignore.left_out = std::exchange(left_out, 0);  // said once
      const auto equals = std::min(part.find('='), part.size());
      ignore.rules.emplace_back(trimmed(std::string_view(part).substr(0, equals)));
      auto reason = std::string_view(part).substr(std::min(equals + 1, part.size()));
      ignore.until = attribute(reason, "until");
      if (!ignore.until.empty()) reason = reason.substr(0, reason.rfind("until="));
      ignore.reason = trimmed(reason);
      ignores.push_back(std::move(ignore));
    }
  }
}

void append_ignores(std::string_view text, const yaml::Comments& comments, const SharedText& path,
                    std::uint32_t first_line, std::vector<Ignore>& ignores) {
  FieldFinder fields(ignores);
  yaml::LineWalk lines(text, comments);
  for (Line line; lines.next(line);) {
    const auto number = first_line + lines.number();
    if (line.separator) fields.finish();
    if (!line.empty && !line.separator) fields.field(line, number);
    if (line.comment == std::string_view::npos) continue;
    auto ignore = parse_comment(line.text.substr(line.comment));
    if (!ignore) continue;
    ignore->where = place(line, path, number);
    fields.comment(std::move(*ignore), line, number);
  }
  fields.finish();
}

std::size_t count_comments(std::string_view stream) {
  std::vector<yaml::Piece> pieces;
  yaml::split(stream, pieces);
  std::vector<Ignore> ignores;
  yaml::Reader reader;
  for (const auto& piece : pieces) {
    if (!mentions_ignores(piece.text)) continue;
    if (!piece.bad_separator && reader.read(piece.text, {}) == yaml::Outcome::ok)
      append_ignores(reader.document(), ignores);
    else
      append_ignores(piece.text, {}, 1, ignores);
  }
  return ignores.size();
}

std::string in_quotes(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c == '\n' || c == '\r' ? ' ' : c;
  }
  return quoted += '"';
}

}  // namespace

bool mentions_ignores(std::string_view text) {
  return yaml::find(text, kMarker) != std::string_view::npos;
}

void append_ignores(const yaml::Document& document, std::vector<Ignore>& ignores) {
  if (!mentions_ignores(document.text())) return;
  const auto& source = document.source();
  append_ignores(document.text(), document.comments(), source.path, source.first_line, ignores);
}

void append_ignores(std::string_view text, const SharedText& path, std::uint32_t first_line,
                    std::vector<Ignore>& ignores) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (!mentions_ignores(text)) return;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  append_ignores(text, yaml::find_comments(text), path, first_line, ignores);
}

void append_ignores(const kube::Object& object, std::vector<Ignore>& ignores) {
  const ObjectRef ref = {object.kind, object.ns, object.name};
  const auto own = object.annotations();
  append_annotations(own, ref, ignores);
  std::vector<kube::Workload> workloads;
  kube::append_workloads(object, workloads);
  for (const auto& workload : workloads) {
    const auto annotations = kube::read_pod_template(workload).annotations();
    if (annotations != own) append_annotations(annotations, ref, ignores);
  }
}

std::string insert_ignores(std::string_view text, const std::vector<NewIgnore>& ignores,
                           const std::string& reason, std::size_t& left_out) {
  std::vector<edit::NewComment> comments;
  std::vector<std::size_t> sizes;  // of the ignores that became each
  for (auto next = ignores.begin(); next != ignores.end();) {
    const auto line = next->line;
    const auto first = next;
    std::string rules;
    for (; next != ignores.end() && next->line == line; ++next) {
      const bool is_known = ("," + rules + ",").find("," + next->rule + ",") != std::string::npos;
      if (!is_known) rules += (rules.empty() ? "" : ",") + next->rule;
    }
    comments.push_back({line, "# fargate-lint: ignore[" + rules + "] reason=" + in_quotes(reason)});
    sizes.push_back(static_cast<std::size_t>(next - first));
  }
  const auto placed = edit::insert_comments(text, comments);
  std::vector<edit::TextEdit> edits;
  left_out = 0;
  for (std::size_t i = 0; i < placed.size(); ++i) {
    if (placed[i])
      edits.push_back(*placed[i]);
    else
      left_out += sizes[i];
  }
  auto out = edit::apply(text, edits);
  // One that would not be read again, as in what looks like a text that never ends, is none.
  if (out && count_comments(*out) == count_comments(text) + edits.size()) return std::move(*out);
  left_out = ignores.size();
  return std::string(text);
}

}  // namespace fargate_lint::lint
