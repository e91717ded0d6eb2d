#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Texts in GitHub's and GitLab's Markdown, so that those of the input stay texts: no markup, no
/// mention of people, no link to an issue. The texts are sanitised before.
namespace fargate_lint::report {

/// Every ASCII character that could mean something to Markdown or HTML becomes a reference.
void append_plain(std::string_view text, std::string& out);
std::string plain(std::string_view text);

/// A code span, in a table too. One with backticks in it has more of them around it.
void append_code(std::string_view text, std::string& out);

/// Our own texts put names between backticks; so far they are code.
void append_text(std::string_view text, std::string& out);

/// The text as code; nothing if it is empty.
void append_name(std::string_view name, std::string& out);

/// Appends rows until one would make the text longer than `most_bytes`; counts those that it does
/// not append.
class BoundedRows {
 public:
  BoundedRows(std::size_t most_bytes, std::string& out) : most_bytes_(most_bytes), out_(out) {}
  /// `count`: of the things that the row is about.
  void add(const std::string& row, std::size_t count = 1);
  std::size_t left_out() const { return left_out_; }
  /// Says how many are missing, if any are.
  void end(std::string_view noun) const;

 private:
  std::size_t most_bytes_;
  std::string& out_;
  std::size_t left_out_ = 0;
  bool full_ = false;
};

}  // namespace fargate_lint::report
