/// Holds what is documented to run on Fargate (testdata/documented/) against all rules: an error on
/// it would be a false one.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "input/loader.hpp"
#include "lint/judge.hpp"
#include "list.hpp"
#include "system/disk.hpp"

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> manifests() {
  std::vector<fs::path> files;
  const auto folder = fs::path(FARGATE_LINT_SOURCE_DIR) / "testdata" / "documented";
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

/// Selects the pods of all namespaces.
fargate::Profile everything() {
  fargate::Profile profile;
  profile.name = fargate::Value::known("everything");
  profile.selectors.emplace_back().ns = fargate::Value::known("*");
  return profile;
}

void check(const fs::path& file, bool with_profile) {
  CAPTURE(file.string());
  CAPTURE(with_profile);
  input::LoadOptions options;
  options.paths = {file.string()};
  if (with_profile) options.declared.profiles = {everything()};
  const auto loaded = input::load(system::Disk(), options);
  const auto report = lint::judge(loaded.reading, loaded.fleet, rules::all(), {});
  CHECK(report.errors().empty());
  CHECK_FALSE(report.placements.empty());
  for (const auto& placed : report.placements) {
    CAPTURE(placed.object.name);
    CHECK(placed.placement->verdict == fargate::Verdict::fargate);
  }
  for (const auto& finding : report.findings) {
    CAPTURE(finding.rule->id);
    CAPTURE(finding.message);
    CHECK(finding.severity != lint::Severity::error);
  }
}

TEST_CASE("documented: no error on what is documented to run on Fargate") {
  const auto files = manifests();
  CHECK(files.size() >= 8);
  for (const auto& file : files) {
    check(file, false);
    check(file, true);
  }
}

}  // namespace
}  // namespace fargate_lint
