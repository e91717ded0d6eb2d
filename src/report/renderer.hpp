#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "fargate/coverage.hpp"
#include "lint/report.hpp"
#include "lint/rule.hpp"
#include "report/files.hpp"

namespace fargate_lint::report {

/// What a renderer may want to know beyond the report.
struct RenderOptions {
  bool color = false;
  bool unicode = true;      ///< glyphs outside ASCII are fine
  unsigned width = 100;     ///< columns of the terminal
  bool placement = true;    ///< show the placement table
  bool diagnostics = true;  ///< show the findings
  bool quiet = false;       ///< diagnostics only, no table, no account unless something is wrong
  /// Rows of the table and events stay on one line, however long: for a pipe, and who greps in it.
  bool unwrapped = false;
  bool all = false;         ///< every workload and every place, where else they are folded
  bool statistics = false;  ///< how many findings each rule has, of all rules
  /// What is shown in full; milder findings are counted by rule. For people: machines get all that
  /// is in the report.
  lint::Severity shown = lint::Severity::warning;
  /// From where on a finding makes the run fail, if anything does: it is always shown.
  std::optional<lint::Severity> fails = lint::Severity::error;
  std::string program = "fargate-lint";  ///< how the user called us, for hints
  std::string version;
  std::string homepage;  ///< of the program, as a URL
  /// What the pages of the code host for the files of this commit begin with, up to the path.
  std::string permalinks;
  /// What tells a comment from others of ours on the same page; empty: what the command is.
  std::string comment_tag;
  bool skips_no_diff = false;  ///< a comment with nothing to tell is not to be posted anew
  lint::RuleList rules;
  const Files* files = nullptr;  ///< the files behind the report, where there are any
  unsigned threads = 1;          ///< to render with; the text is the same for any number
};

/// Where a rendered report goes: to the end of a text, which somebody may take away in parts.
class Output {
 public:
  Output(std::string& text) : text_(text) {}  // implicit: most have but a text
  /// `take` leaves the text empty.
  Output(std::string& text, std::function<void(std::string&)> take)
      : text_(text), take_(std::move(take)) {}

  std::string& text() const { return text_; }
  /// What is in the text will not change any more: called now and then by what renders long
  /// reports, so that they are never there as a whole.
  void pass_on() const {
    if (take_) take_(text_);
  }
  /// The same once the text has become long: for who writes many small pieces.
  void pass_on_part() const {
    constexpr std::size_t kPart = std::size_t{1} << 20U;
    if (text_.size() >= kPart) pass_on();
  }

 private:
  std::string& text_;
  std::function<void(std::string&)> take_;
};

struct Explanation;
struct Bill;
struct Comparison;

/// Of one run: one report, or one for each of several clusters, of the same reading.
using Reports = std::span<const lint::Report>;

/// One output format: one file in this folder and one line in renderers.hpp. It says itself what it
/// is: nobody asks for its name but the user.
struct Renderer {
  std::string_view name;     ///< "json"
  std::string_view summary;  ///< one line for --help
  /// Appends what stands for all of the reports; of a single one its cluster is not told. Null for
  /// a format that has no form for findings.
  void (*render_all)(Reports reports, const RenderOptions& options, const Output& output) = nullptr;

  /// For people at a terminal: it tells what could not be read, and what was not linted.
  bool is_screen = false;
  /// Holds placements, and so something to read where findings are not asked for.
  bool shows_placements = false;
  /// Made for a step of GitHub Actions, which has a page for Markdown beside its log.
  bool wants_step_summary = false;
  /// What `profiles` shows of a report: `coverage` is of its profiles. Null if it has no form here.
  void (*render_profiles)(const lint::Report& report, const fargate::Coverage& coverage,
                          const RenderOptions& options, std::string& out) = nullptr;
  /// A list of rules. Null likewise.
  void (*render_rules)(lint::RuleList rules, const RenderOptions& options,
                       std::string& out) = nullptr;
  /// All that is known of some rules. Null likewise.
  void (*render_rule_pages)(lint::RuleList rules, const RenderOptions& options,
                            std::string& out) = nullptr;
  /// What decided about some workloads. Null likewise.
  void (*render_why)(std::span<const Explanation> explanations, const RenderOptions& options,
                     std::string& out) = nullptr;
  /// What some workloads cost. Null likewise.
  void (*render_cost)(const Bill& bill, const RenderOptions& options, std::string& out) = nullptr;
  /// What differs between two sides. Null likewise.
  void (*render_difference)(const Comparison& comparison, const RenderOptions& options,
                            std::string& out) = nullptr;

  void render(const lint::Report& report, const RenderOptions& options,
              const Output& output) const {
    render_all({&report, 1}, options, output);
  }
};
std::span<const Renderer* const> renderers();
const Renderer* find_renderer(std::string_view name);
/// What is taken where none is named: the screen.
const Renderer& default_renderer();

}  // namespace fargate_lint::report
