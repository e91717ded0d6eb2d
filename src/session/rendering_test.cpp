#include "session/rendering.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "lint/test_rules.hpp"

namespace fargate_lint::session {
namespace {

using yaml::Location;

Location at(const std::string& path, std::uint32_t line) {
  Location where;
  where.path = path;
  where.span.begin.line = line;
  return where;
}

/// Lines below 10 come from the line of ten times their number in `from.yaml`.
class Tenfold : public input::Origins {
 public:
  std::optional<Location> find(const Location& rendered,
                               std::string_view /*field*/) const override {
    if (rendered.span.begin.line >= 10) return std::nullopt;
    return at("from.yaml", rendered.span.begin.line * 10);
  }
};

std::string shown(const Location& where) {
  return std::string(where.path.view()) + ":" + std::to_string(where.span.begin.line);
}

TEST_CASE("rendering: places move to where they come from, and findings with them") {
  input::Rendered rendered;
  rendered.files.push_back({"made", "", std::make_shared<Tenfold>()});
  rendered.files.push_back({"plain", "", nullptr});
  const auto rule = lint::testing::rule("FG101", "host-network", lint::Severity::error);
  lint::Report report;
  for (const auto& [path, line] :
       {std::pair("a.yaml", 1U), {"made", 2U}, {"made", 1U}, {"made", 12U}, {"plain", 3U}}) {
    lint::Finding finding;
    finding.rule = &rule;
    finding.where = at(path, line);
    report.findings.push_back(finding);
  }
  report.findings.back().related = std::vector{lint::Related{"the claim", at("made", 7)}};
  report.placements.emplace_back().where = at("made", 4);
  relocate({rendered}, report);
  std::string places;
  for (const auto& finding : report.findings) places += shown(finding.where) + " ";
  CHECK(places == "a.yaml:1 from.yaml:10 from.yaml:20 made:12 plain:3 ");
  CHECK(shown(report.findings.back().related.front().where) == "from.yaml:70");
  CHECK(shown(report.placements.front().where) == "from.yaml:40");
}

}  // namespace
}  // namespace fargate_lint::session
