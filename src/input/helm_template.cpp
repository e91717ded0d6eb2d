#include "input/helm_template.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace fargate_lint::input {
namespace {

constexpr std::string_view kMarkBegin = "#fl@";
constexpr std::string_view kWordEnds = " \t\r\n(){}|";

/// Where the string, raw string or character that begins at `at` ends.
std::size_t end_of_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (auto i = at + 1; i < text.size(); ++i) {
    if (text[i] == quote) return i + 1;
    if (quote == '`') continue;
    if (text[i] == '\n') return i;  // Go refuses it
    if (text[i] == '\\') ++i;
  }
  return text.size();
}

/// Where the action whose inside begins at `at` ends, its `}}` included.
std::size_t end_of_action(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"' || c == '`' || c == '\'')
      at = end_of_quoted(text, at);
    else if (c == '}' && text.substr(at, 2) == "}}")
      return at + 2;
    else
      ++at;
  }
  return text.size();
}

bool is_blank(char c) {
  return kSpaces.find(c) != std::string_view::npos;
}

/// What is in `{{- … -}}`.
std::string_view inside(std::string_view action) {
  action.remove_prefix(2);
  if (action.ends_with("}}")) action.remove_suffix(2);
  if (action.size() > 1 && action[0] == '-' && is_blank(action[1])) action.remove_prefix(1);
  if (action.size() > 1 && action.back() == '-' && is_blank(action[action.size() - 2]))
    action.remove_suffix(1);
  return trimmed(action, kSpaces);
}

std::string_view first_word(std::string_view code) {
  return code.substr(0, code.find_first_of(kWordEnds));
}

bool is_assignment(std::string_view code) {
  if (!code.starts_with('$')) return false;
  const auto rest = trimmed(code.substr(first_word(code).size()), kSpaces);
  return rest.starts_with(":=") || (rest.starts_with('=') && !rest.starts_with("=="));
}

bool opens_block(std::string_view word) {
  return word == "if" || word == "with" || word == "range" || word == "define" || word == "block";
}

bool is_control(std::string_view word) {
  return opens_block(word) || word == "else" || word == "end" || word == "break" ||
         word == "continue";
}

/// `key: …` or `- …`: what YAML has, and names, hashes and lists of words do not.
bool looks_like_yaml(std::string_view line) {
  if (line.starts_with("- ")) return true;
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  if (colon + 1 < line.size() && line[colon + 1] != ' ') return false;
  const auto key = line.substr(0, colon);
  return key.find_first_of(" \t{}()|") == std::string_view::npos;
}

bool ends_in_trim(std::string_view line) {
  return line.size() > 3 && line.ends_with("-}}") && is_blank(line[line.size() - 4]);
}

std::optional<std::uint32_t> take_number(std::string_view& text, char end) {
  std::uint32_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto size = static_cast<std::size_t>(result.ptr - text.data());
  if (result.ec != std::errc() || size == text.size() || text[size] != end) return std::nullopt;
  text.remove_prefix(size + 1);
  return number;
}

}  // namespace

Template::Template(std::string text, bool is_helper) : text_(std::move(text)) {
  find_actions();
  find_lines(is_helper);
}

void Template::find_actions() {
  std::vector<std::pair<bool, std::uint32_t>> open;  ///< blocks: whether they change `.`; around
  auto around = TemplateAction::kNone;
  std::uint32_t line = 1;
  std::size_t counted = 0;
  for (auto at = text_.find("{{"); at != std::string::npos;) {
    line += static_cast<std::uint32_t>(
        std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted),
                   text_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    counted = at;
    const std::string_view rest = std::string_view(text_).substr(at + 2);
    const std::size_t trim = rest.size() > 1 && rest[0] == '-' && is_blank(rest[1]) ? 2 : 0;
    if (rest.substr(trim).starts_with("/*")) {
      const auto close = text_.find("*/", at + 2 + trim + 2);
      const auto end = close == std::string::npos ? text_.size() : end_of_action(text_, close + 2);
      comments_.emplace_back(at, end);
      at = text_.find("{{", end);
      continue;
    }
    const auto end = end_of_action(text_, at + 2);
    const auto code = inside(std::string_view(text_).substr(at, end - at));
    const auto word = first_word(code);
    const auto number = static_cast<std::uint32_t>(actions_.size());
    if (word == "end" && !open.empty()) {
      around = open.back().second;
      open.pop_back();
    }
    actions_.push_back({at, end, line, !is_control(word) && !is_assignment(code), around});
    if (opens_block(word)) {
      open.emplace_back(word != "if", around);
      if (word != "if") around = number;
    } else if (word == "else" && !open.empty() && open.back().first) {
      // `.` is again what it was, or what `else with` says, which nothing here looks at.
      around = open.back().second;
    }
    at = text_.find("{{", end);
  }
}

void Template::find_lines(bool is_helper) {
  std::size_t action = 0;
  std::size_t comment = 0;
  for (std::size_t begin = 0; begin < text_.size();) {
    const auto end_of_line = std::min(text_.find('\n', begin), text_.size());
    const bool is_last = end_of_line + 1 >= text_.size();
    auto end = end_of_line;
    if (end > begin && text_[end - 1] == '\r') --end;
    TemplateLine line{.begin = begin, .end = end};
    bool in_text = true;
    // What is of text between actions and comments, both of which are in the order of the text.
    for (auto at = begin; at < end;) {
      while (action < actions_.size() && actions_[action].end <= at) ++action;
      while (comment < comments_.size() && comments_[comment].second <= at) ++comment;
      const auto next_action = action < actions_.size() ? actions_[action].begin : text_.size();
      const auto next_comment =
          comment < comments_.size() ? comments_[comment].first : text_.size();
      const auto text_end = std::min({next_action, next_comment, end});
      if (text_end > at) {
        const auto piece = std::string_view(text_).substr(at, text_end - at);
        line.has_text = line.has_text || piece.find_first_not_of(kSpaces) != std::string_view::npos;
        at = text_end;
        continue;
      }
      const bool is_action = next_action < next_comment;
      if (is_action) line.prints = line.prints || actions_[action].prints;
      const auto code_end = is_action ? actions_[action].end : comments_[comment].second;
      in_text = code_end <= end;
      at = std::min(code_end, end);
    }
    const auto shown = trimmed(std::string_view(text_).substr(begin, end - begin), kSpaces);
    const bool is_unfit = shown.empty() || shown.starts_with('#') || shown.starts_with("---") ||
                          ends_in_trim(shown) || shown.ends_with('\\') || (is_last && is_helper);
    line.is_marked = in_text && (line.has_text || line.prints) && !is_unfit &&
                     (!is_helper || looks_like_yaml(shown));
    lines_.push_back(line);
    begin = end_of_line + 1;
  }
}

std::string_view Template::line_text(std::uint32_t line) const {
  if (line == 0 || line > lines_.size()) return {};
  const auto& at = lines_[line - 1];
  return std::string_view(text_).substr(at.begin, at.end - at.begin);
}

std::span<const TemplateAction> Template::actions_on(std::uint32_t line) const {
  if (line == 0 || line > lines_.size()) return {};
  const auto& at = lines_[line - 1];
  const auto first = std::ranges::partition_point(
      actions_, [&](const TemplateAction& each) { return each.end <= at.begin; });
  const auto last = std::partition_point(
      first, actions_.end(), [&](const TemplateAction& each) { return each.begin < at.end; });
  return {first, last};
}

std::uint32_t Template::first_line_of(std::uint32_t line) const {
  const auto actions = actions_on(line);
  return actions.empty() ? line : std::min(line, actions.front().line);
}

std::string_view Template::text_before_action(std::uint32_t line) const {
  const auto text = line_text(line);
  for (const auto& action : actions_on(line)) {
    const auto begin = lines_[line - 1].begin;
    if (!action.prints) continue;
    if (action.begin <= begin) return {};
    return trimmed(text.substr(0, action.begin - begin), kSpaces);
  }
  return trimmed(text, kSpaces);
}

std::string Template::marked(std::uint32_t file) const {
  std::string marked;
  std::size_t copied = 0;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (!lines_[i].is_marked) continue;
    marked.append(text_, copied, lines_[i].end - copied);
    marked += mark_text({file, static_cast<std::uint32_t>(i + 1)});
    copied = lines_[i].end;
  }
  return marked.append(text_, copied);
}

std::string mark_text(const Mark& mark) {
  return " " + std::string(kMarkBegin) + std::to_string(mark.file) + ":" +
         std::to_string(mark.line) + "@";
}

UnmarkedLine take_marks(std::string_view line) {
  UnmarkedLine result;
  bool is_decided = false;
  for (;;) {
    const auto at = line.find(kMarkBegin);
    if (at == std::string_view::npos) break;
    auto rest = line.substr(at + kMarkBegin.size());
    const auto file = take_number(rest, ':');
    const auto number = file ? take_number(rest, '@') : std::nullopt;
    if (!number) {
      result.text += line.substr(0, at + kMarkBegin.size());
      line.remove_prefix(at + kMarkBegin.size());
      continue;
    }
    // A mark is that of the text in front of it: an action that printed nothing has one as well.
    if (!is_decided) result.mark = {*file, *number};
    result.has_mark = true;
    const auto text = line.substr(0, at);
    is_decided = is_decided || text.find_first_not_of(kSpaces) != std::string_view::npos;
    result.text += text.ends_with(' ') ? text.substr(0, at - 1) : text;
    line = rest;
  }
  result.text += line;
  // Behind the mark of what printed nothing there may be text that has none.
  if (!is_decided && line.find_first_not_of(kSpaces) != std::string_view::npos)
    result.has_mark = false;
  return result;
}

}  // namespace fargate_lint::input
