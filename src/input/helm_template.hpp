#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Templates of Helm charts as text: which of their lines can be told again in what helm renders.
namespace fargate_lint::input {

/// One `{{ … }}` of a template, without comments.
struct TemplateAction {
  std::size_t begin = 0;  ///< bytes of the text, delimiters included
  std::size_t end = 0;
  std::uint32_t line = 0;  ///< 1-based, of its beginning
  bool prints = false;     ///< it is neither a control structure nor an assignment
  /// The number of the innermost action around it that changes what `.` means (with, range, define,
  /// block), or kNone.
  std::uint32_t around = kNone;
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
};

/// One line of a template.
struct TemplateLine {
  std::size_t begin = 0;   ///< bytes of the text
  std::size_t end = 0;     ///< before its line break
  bool has_text = false;   ///< more than blanks stands outside actions
  bool prints = false;     ///< an action that prints begins or ends on it
  bool is_marked = false;  ///< what it prints ends in a mark
};

/// A template and what is known of its lines. Go's own lexer decides what an action is
/// (text/template/parse, lex.go).
class Template {
 public:
  /// `is_helper`: a file whose definitions are included, compared and hashed by others. Only lines
  /// that look like those of a mapping or a list are marked there.
  Template(std::string text, bool is_helper);

  std::string_view text() const { return text_; }
  std::span<const TemplateLine> lines() const { return lines_; }
  std::span<const TemplateAction> actions() const { return actions_; }
  /// 1-based; empty if there is no such line.
  std::string_view line_text(std::uint32_t line) const;
  /// The line on which what ends on `line` begins: another if an action covers several.
  std::uint32_t first_line_of(std::uint32_t line) const;
  /// The actions that begin or end on the line.
  std::span<const TemplateAction> actions_on(std::uint32_t line) const;
  /// What stands on the line before its first action that prints, without blanks around it.
  std::string_view text_before_action(std::uint32_t line) const;

  /// The text, each line of which that can be told again ends in a mark that names it. No line is
  /// added or taken away.
  std::string marked(std::uint32_t file) const;

 private:
  void find_actions();
  void find_lines(bool is_helper);

  std::string text_;
  std::vector<TemplateLine> lines_;
  std::vector<TemplateAction> actions_;
  std::vector<std::pair<std::size_t, std::size_t>> comments_;
};

/// A line of a template, as a mark names it.
struct Mark {
  std::uint32_t file = 0;
  std::uint32_t line = 0;  ///< 1-based
  bool operator==(const Mark&) const = default;
};
/// A mark as it is written: ` #fl@FILE:LINE@`.
std::string mark_text(const Mark& mark);

/// A rendered line without the marks in it.
struct UnmarkedLine {
  std::string text;
  bool has_mark = false;
  Mark mark;  ///< of the line that printed the first text; of the last, if there is only blanks
};
UnmarkedLine take_marks(std::string_view line);

}  // namespace fargate_lint::input
