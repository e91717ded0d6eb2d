#include "lint/ignore.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/bytes.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "kube/workload.hpp"
#include "yaml/find.hpp"
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

/// Whether a quote at `at` begins a value, rather than stand in a plain one (`it's`, `5 "inches"`):
/// what comes before it must let one begin, as a key's colon, a dash, or a tag. `closed`: behind
/// the last quoted part, after which JSON needs no blank behind its colon.
bool opens_value(std::string_view line, std::size_t at, std::size_t closed) {
  const auto last = line.substr(0, at).find_last_not_of(" \t");
  if (last == std::string_view::npos) return true;
  const char before = line[last];
  if (before == '[' || before == '{' || before == ',') return true;
  if (last + 1 == at) return before == ':' && last == closed;
  if (before == ':' || before == '-' || before == '?') return true;
  const auto word = line.find_last_of(" \t", last);
  const char first = line[word == std::string_view::npos ? 0 : word + 1];
  return first == '!' || first == '&';
}

/// Offset of the comment in a line, or npos: a `#` at the start or behind white space that is not
/// in quotes. `quote`: the one that the line begins in and, after it, the one that it ends in; 0
/// for none.
std::size_t comment_in(std::string_view line, char& quote) {
  auto closed = std::string_view::npos;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      const bool doubled = quote == '\'' && line.substr(i).starts_with("''");
      if (doubled || (c == '\\' && quote == '"')) {
        ++i;
      } else if (c == quote) {
        quote = 0;
        closed = i + 1;
      }
    } else if (c == '#' && (i == 0 || is_blank(line[i - 1]))) {
      return i;
    } else if ((c == '"' || c == '\'') && opens_value(line, i, closed)) {
      quote = c;
    }
  }
  return std::string_view::npos;
}

/// What of a line matters for where fields begin and end.
struct Line {
  std::string_view text;         ///< without its line break
  std::size_t comment = 0;       ///< offset of the comment; npos if there is none
  std::size_t indent = 0;        ///< column of the first character
  std::size_t key = 0;           ///< column behind the dashes of list items
  bool dash = false;             ///< begins a list item
  bool empty = false;            ///< holds a comment at most
  bool separator = false;        ///< `---` or `...`
  bool opens_block = false;      ///< ends with `|` or `>`: a block of text follows
  std::size_t block_indent = 0;  ///< whose lines begin behind this column
};

/// Whether the words of a line end with the indicator of a block scalar, as in `key: |-`.
bool ends_with_indicator(std::string_view content) {
  const auto blank = content.find_last_of(" \t");
  const auto last = content.substr(blank == std::string_view::npos ? 0 : blank + 1);
  if (last.empty() || last.size() > 3 || (last[0] != '|' && last[0] != '>')) return false;
  if (last.find_first_not_of("+-123456789", 1) != std::string_view::npos) return false;
  const auto before = trimmed(content.substr(0, content.size() - last.size()));
  const auto gap = before.find_last_of(" \t");
  const auto word = before.substr(gap == std::string_view::npos ? 0 : gap + 1);
  return before.ends_with(':') || word == "-" || word == "---" || word.starts_with('!') ||
         word.starts_with('&');
}

/// Whether a line ends a document: text right behind `...` belongs to a value, for YAML. What
/// begins with `---` does for kubectl, whatever follows.
bool ends_document(std::string_view line) {
  if (line.starts_with("---")) return true;
  return line.starts_with("...") && (line.size() == 3 || is_blank(line[3]));
}

/// `quote`: see comment_in().
Line look_at(std::string_view text, char& quote) {
  Line line;
  line.text = text;
  line.comment = comment_in(text, quote);
  const auto content = trimmed(text.substr(0, line.comment));
  line.empty = content.empty();
  if (line.empty) return line;
  line.separator = ends_document(text);
  line.indent = static_cast<std::size_t>(content.data() - text.data());
  line.key = line.indent;
  auto last_dash = line.indent;
  while (line.key < text.size() && text[line.key] == '-' &&
         (line.key + 1 == text.size() || is_blank(text[line.key + 1]))) {
    line.dash = true;
    last_dash = line.key;
    line.key = std::min(text.find_first_not_of(" \t", line.key + 1), text.size());
  }
  line.opens_block = ends_with_indicator(content);
  const bool has_key = content.find(':') != std::string_view::npos;
  line.block_indent = line.separator ? 0 : (has_key ? line.key : last_dash) + 1;
  return line;
}

/// Walks the lines of a text, without those of blocks of text and of values in quotes, in which
/// nothing is a comment.
class LineWalk {
 public:
  explicit LineWalk(std::string_view text) : rest_(text) {}
  /// The next line that counts, whose number (from 0) is number(); false if there is none.
  bool next(Line& line) {
    while (!rest_.empty()) {
      const auto newline = rest_.find('\n');
      auto text = rest_.substr(0, newline);
      rest_.remove_prefix(newline == std::string_view::npos ? rest_.size() : newline + 1);
      ++number_;
      if (text.ends_with('\r')) text.remove_suffix(1);
      const auto indent = text.find_first_not_of(' ');
      if (in_block_ && (indent == std::string_view::npos || indent >= block_indent_)) continue;
      in_block_ = false;
      if (ends_document(text)) quote_ = 0;
      const bool goes_on = quote_ != 0;
      line = look_at(text, quote_);
      if (goes_on && line.comment == std::string_view::npos) continue;
      // What never ends was no quote.
      if (quote_ != 0 && rest_.find(quote_) == std::string_view::npos) quote_ = 0;
      in_block_ = line.opens_block;
      block_indent_ = line.block_indent;
      return true;
    }
    return false;
  }
  std::uint32_t number() const { return number_ - 1; }

 private:
  std::string_view rest_;
  std::uint32_t number_ = 0;
  bool in_block_ = false;
  std::size_t block_indent_ = 0;
  char quote_ = 0;  ///< of the value that goes on in the next line
};

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

std::size_t count_comments(std::string_view stream) {
  std::vector<yaml::Piece> pieces;
  yaml::split(stream, pieces);
  std::vector<Ignore> ignores;
  for (const auto& piece : pieces) append_ignores(piece.text, {}, 1, ignores);
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

void append_ignores(std::string_view text, const SharedText& path, std::uint32_t first_line,
                    std::vector<Ignore>& ignores) {
  if (!mentions_ignores(text)) return;
  FieldFinder fields(ignores);
  LineWalk lines(text);
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
  std::string out;
  const char* copied = text.data();
  LineWalk lines(text);
  auto next = ignores.begin();
  std::size_t inserted = 0;
  left_out = 0;
  for (Line line; lines.next(line);) {
    const auto number = lines.number() + 1;
    for (; next != ignores.end() && next->line < number; ++next) ++left_out;
    std::string rules;
    for (; next != ignores.end() && next->line == number; ++next) {
      const bool is_known = ("," + rules + ",").find("," + next->rule + ",") != std::string::npos;
      if (!is_known) rules += (rules.empty() ? "" : ",") + next->rule;
    }
    if (rules.empty()) continue;
    ++inserted;
    out.append(copied, line.text.data());
    copied = line.text.data();
    // The line end of the file, which its last line may lack.
    const auto before = text.substr(0, static_cast<std::size_t>(copied - text.data()));
    const auto behind = text.substr(before.size() + line.text.size());
    const bool crlf = before.empty() ? behind.starts_with('\r') : before.ends_with("\r\n");
    out.append(line.indent, ' ').append("# fargate-lint: ignore[").append(rules);
    out.append("] reason=").append(in_quotes(reason)).append(crlf ? "\r\n" : "\n");
  }
  left_out += static_cast<std::size_t>(ignores.end() - next);
  out.append(copied, text.data() + text.size());
  // Quotes in the reason can end what began like a value in quotes far above.
  if (count_comments(out) == count_comments(text) + inserted) return out;
  left_out = ignores.size();
  return std::string(text);
}

}  // namespace fargate_lint::lint
