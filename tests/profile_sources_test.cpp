/// Holds the readers of profiles against the folders of testdata/profiles/: `expected.txt` has what
/// each file declares, and what is wrong with it, with lines. FARGATE_LINT_UPDATE=1 rewrites it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fargate/source.hpp"
#include "golden.hpp"
#include "input/loader.hpp"
#include "support/profile_faults.hpp"
#include "system/disk.hpp"
#include "system/memory.hpp"

namespace fargate_lint {
namespace {

using testing::read_file;

namespace fs = std::filesystem;
using fargate::Value;

const fs::path kFolders = fs::path(FARGATE_LINT_SOURCE_DIR) / "testdata" / "profiles";

std::string text_of(const Value& value) {
  switch (value.state) {
    case Value::State::known: return "`" + value.text + "`";
    case Value::State::unknown: return "(unknown: " + value.text + ")";
    case Value::State::absent: return "(none)";
  }
  return {};
}

std::string described(const fargate::Profile& profile) {
  std::string text = ":" + std::to_string(profile.where.span.begin.line) + ": " + profile.format +
                     " profile " + text_of(profile.name) + " of cluster " +
                     text_of(profile.cluster);
  if (!profile.status.empty()) text += ", " + profile.status;
  if (!profile.conditional.is_absent()) text += ", exists " + text_of(profile.conditional);
  text += ", role " + text_of(profile.role_arn) + "\n";
  if (!profile.selectors_unknown.is_absent())
    text += "    selectors " + text_of(profile.selectors_unknown) + "\n";
  for (const auto& selector : profile.selectors) {
    text += "    " + std::to_string(selector.where.span.begin.line) + ": namespace " +
            text_of(selector.ns);
    for (const auto& label : selector.labels)
      text += ", " + text_of(label.key) + " = " + text_of(label.value);
    if (!selector.labels_unknown.is_absent())
      text += ", labels " + text_of(selector.labels_unknown);
    text += "\n";
  }
  return text;
}

std::string weight_of(const fargate::ProfileFault& fault) {
  switch (fault.weight) {
    case fargate::ProfileFault::Weight::info: return " info: ";
    case fargate::ProfileFault::Weight::warning: return " warning: ";
    case fargate::ProfileFault::Weight::error: return " error: ";
  }
  return {};
}

std::string described(const fs::path& file) {
  input::LoadOptions options;
  options.profile_paths = {file.string()};
  options.paths = {file.string()};
  const auto [reading, fleet, unused] = input::load(system::Disk(), options);
  const std::string name = file.filename().string();
  std::string text;
  for (const auto& profile : fleet.profiles()) text += name + described(profile);
  for (const auto& fault : reading->profile_faults) {
    text += name + ":" + std::to_string(fault.where.span.begin.line) + ":" +
            std::to_string(fault.where.span.begin.column) + ": " +
            std::string(rules::rule_of(fault)) + weight_of(fault) +
            rules::words_of(fault).message.text() + "\n";
  }
  for (const auto& unreadable : reading->unreadable)
    text += name + ": unreadable: " + unreadable.error.message + "\n";
  for (const auto& error : reading->errors) text += name + ": " + error.message + "\n";
  return text;
}

std::vector<fs::path> sorted(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  std::ranges::sort(paths);
  return paths;
}

}  // namespace

TEST_CASE("profiles: every format is read as its folder says") {
  for (const auto& folder : sorted(kFolders)) {
    CAPTURE(folder.string());
    std::string text;
    for (const auto& file : sorted(folder))
      if (file.extension() != ".txt") text += described(file);
    CHECK_FALSE(text.empty());
    const auto expected = folder / "expected.txt";
    if (std::getenv("FARGATE_LINT_UPDATE") != nullptr)
      std::ofstream(expected, std::ios::binary) << text;
    CHECK(read_file(expected) == text);
  }
}

TEST_CASE("profiles: every format has a folder of real files") {
  for (const auto* source : fargate::profile_sources()) {
    CAPTURE(source->name);
    CHECK(fs::is_regular_file(kFolders / source->name / "expected.txt"));
  }
}

TEST_CASE("profiles: a file cut short is unreadable or says what it lacks, and never crashes") {
  for (const auto& folder : sorted(kFolders)) {
    for (const auto& file : sorted(folder)) {
      if (file.extension() == ".txt") continue;
      CAPTURE(file.string());
      const std::string whole = read_file(file);
      const auto copy = "cut" + file.extension().string();
      system::Memory files;
      for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 150) {
        files.write(copy, whole.substr(0, size));
        input::LoadOptions options;
        options.profile_paths = {copy};
        options.paths = {copy};
        const auto [reading, fleet, unused] = input::load(files, options);
        const bool said = !fleet.empty() || !reading->unreadable.empty() ||
                          !reading->errors.empty() || !reading->profile_faults.empty();
        CHECK_MESSAGE(said, "cut at ", size);
      }
    }
  }
}

}  // namespace fargate_lint
