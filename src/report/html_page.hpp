#pragma once

#include <span>
#include <string>
#include <string_view>

#include "report/html.hpp"
#include "report/outcome.hpp"
#include "report/renderer.hpp"

/// What stands around every report in HTML: one file that asks nobody for anything. Its style and
/// script are in it, and its policy lets a browser use no others.
namespace fargate_lint::report {

/// Up to where the content begins.
void begin_page(std::string_view title, HtmlWriter& html);
/// The foot, and what makes the filter work where scripts run.
void end_page(const RenderOptions& options, HtmlWriter& html);
/// The search box, which filters the rows and findings of the page. Hidden where no script runs.
void append_filter(HtmlWriter& html);

/// The class that colours what stands for an outcome, or for a severity.
Markup tone(Outcome outcome);
Markup tone(lint::Severity severity);

/// One of the numbers at the top of a page.
struct Tile {
  Markup tone;
  std::string number;
  std::string label;
  std::string detail = {};
};
void append_tiles(std::span<const Tile> tiles, HtmlWriter& html);

/// The style and the script of the page, for the test that holds them against the policy.
std::string_view page_style();
std::string_view page_script();
/// What the policy knows them by: the base64 of their SHA-256.
inline constexpr char kStyleHash[] = "kE0EbDoNJ85Ng+ZRVJdys8E3G39La1XdK1o1LXtqGY0=";
inline constexpr char kScriptHash[] = "Uq5BdNKxuNM/0a/EtxwPxlTNPcdS/JhOykhEtAoaaQk=";

}  // namespace fargate_lint::report
