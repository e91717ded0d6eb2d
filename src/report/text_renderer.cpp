#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "report/finding_text.hpp"
#include "report/findings.hpp"
#include "report/palette.hpp"
#include "report/placement_table.hpp"
#include "report/renderers.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

/// Names shown before "and N more": the rest is in the JSON report.
constexpr std::size_t kMostNames = 6;

class Account {
 public:
  Account(const lint::Report& report, const RenderOptions& options, const Palette& palette,
          std::string& out)
      : report_(report), options_(options), palette_(palette), out_(out) {}

  void append_counts();
  void append_ignored();
  void append_troubles();

 private:
  void line(const std::string& style, std::string_view label, const std::string& text);
  void names(std::string_view reason, std::string_view label, std::string_view noun,
             std::string_view what);
  void rendered_elsewhere(const lint::Ignored& ignored);

  const lint::Report& report_;
  const RenderOptions& options_;
  const Palette& palette_;
  std::string& out_;
};

/// "label: text", its further lines indented.
void Account::line(const std::string& style, std::string_view label, const std::string& text) {
  constexpr std::size_t kIndent = 4;
  const auto head = label.empty() ? std::string() : std::string(label) + ": ";
  const auto lines = wrap(head + text, options_.width, kIndent);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i == 0 && !head.empty() && lines[i].starts_with(label)) {
      out_ += palette_.paint(style, label);
      out_ += lines[i].substr(label.size());
    } else {
      if (i != 0) out_.append(kIndent, ' ');
      out_ += lines[i];
    }
    out_ += '\n';
  }
}

void Account::append_counts() {
  std::string text;
  if (options_.diagnostics)
    text = count_findings(report_) +
           (report_.suppressed.empty()
                ? ""
                : " (" + std::to_string(report_.suppressed.size()) + " suppressed)") +
           " in " + counted(report_.placements.size(), "pod template") + "; ";
  const auto& account = report_.reading->account;
  text += counted(account.total, "document") + " in " + counted(account.files, "file") + ": " +
          std::to_string(account.linted) + " linted, " + std::to_string(account.without_pods) +
          " without pods";
  if (account.ignored != 0) text += ", " + std::to_string(account.ignored) + " ignored";
  if (account.unreadable != 0) text += ", " + std::to_string(account.unreadable) + " unreadable";
  line(palette_.bold, "", text);
}

/// One line for all entries with that reason: a count and the first names.
void Account::names(std::string_view reason, std::string_view label, std::string_view noun,
                    std::string_view what) {
  std::size_t documents = 0;
  std::size_t count = 0;
  std::string listed;
  for (const auto& ignored : report_.reading->ignored) {
    if (ignored.reason != reason) continue;
    documents += ignored.documents;
    if (++count > kMostNames) continue;
    if (!listed.empty()) listed += ", ";
    listed += path_text(ignored.path);
    if (ignored.line > 1) listed += ":" + std::to_string(ignored.line);
  }
  if (count == 0) return;
  if (count > kMostNames) listed += " and " + std::to_string(count - kMostNames) + " more";
  auto text = counted(documents == 0 ? count : documents, noun).append(" ");
  line(palette_.faint, label, text.append(what).append(": ").append(listed));
}

void Account::rendered_elsewhere(const lint::Ignored& ignored) {
  line(palette_.faint, "ignored", ignored_text(ignored));
  // On a line of its own, unbroken: to be copied.
  out_ += "    " + sanitise(ignored.hint) + "\n";
}

void Account::append_ignored() {
  for (const auto& ignored : report_.reading->ignored)
    if (!ignored.hint.empty()) rendered_elsewhere(ignored);
  names("not a Kubernetes object", "ignored", "document", "without apiVersion and kind, in");
  names("JSON with comments, without apiVersion", "ignored", "document",
        "of JSON with comments and without apiVersion, in");
  names("behind the end of a document", "ignored", "text",
        "behind the end of a document, which kubectl drops, in");
  names("list items that are no objects", "ignored", "item",
        "without apiVersion and kind, in the lists of");
  names("more duplicate keys", "not shown", "duplicate key", "more, in");
  names("more unreadable documents", "unreadable", "document", "more, in");
  names("no documents", "empty", "file", "without a document");
  names("named by .gitignore", "not read", "path", "named by .gitignore");
  names("left out by the configuration", "not read", "path", "left out by the configuration");
}

void Account::append_troubles() {
  for (const auto& unreadable : report_.reading->unreadable) {
    const auto& error = unreadable.error;
    auto text = path_text(unreadable.source.path) + ":" + std::to_string(error.span.begin.line) +
                " (document " + std::to_string(unreadable.source.index) + "): ";
    text += error.looks_templated ? "a template that was not rendered" : sanitise(error.message);
    // What to do stands with the finding, if findings are shown.
    if (!options_.diagnostics && !error.help.empty()) text += "; " + sanitise(error.help);
    line(palette_.error, "unreadable", text);
  }
  for (const lint::InputError& error : report_.errors()) {
    auto text = error.path.empty() ? std::string() : path_text(error.path);
    if (error.line != 0) text += ":" + std::to_string(error.line);
    if (!text.empty()) text += error.path == "-" ? ": " : " ";
    text += sanitise(error.message);
    if (!error.hint.empty()) text += "; " + sanitise(error.hint);
    line(palette_.error, "error", text);
  }
}

void append_no_profiles(const RenderOptions& options, const Palette& palette, std::string& out) {
  const auto text =
      "no Fargate profile is declared: every pod is judged as if it ran on Fargate. "
      "Give the profiles with `--profiles FILE` to see which pods land there.";
  const std::string label = "note: ";
  const auto lines = wrap(text, options.width - label.size());
  for (std::size_t i = 0; i < lines.size(); ++i)
    out += (i == 0 ? palette.paint(palette.warning, label) : std::string(label.size(), ' ')) +
           lines[i] + "\n";
  out += '\n';
}

void render(const lint::Report& report, const RenderOptions& options, std::string& out) {
  const auto palette = Palette::make(options);
  const bool trouble = !report.reading->unreadable.empty() || !report.errors().empty();
  if (!options.quiet && report.no_profiles() && !report.placements.empty())
    append_no_profiles(options, palette, out);
  if (options.placement && !options.quiet && report.reading->account.total != 0)
    append_placement_table(report, options, palette, out);
  if (options.diagnostics) append_findings(report, options, palette, out);
  Account account(report, options, palette, out);
  if (!options.quiet && report.reading->account.total != 0) {
    account.append_counts();
    account.append_ignored();
  }
  if (trouble) account.append_troubles();
}

}  // namespace

const Renderer text_renderer = {"text", "a screen for people (the default)", render};

}  // namespace fargate_lint::report
