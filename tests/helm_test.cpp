// Charts made by hand, checked from the command line: findings stand where `# want FG101` stands
// in a template (`# next FG101`: on the line below), and name the value at `# value FG101`. With
// recorded renderings everywhere; with the real helm, where it is installed, also after each of
// those lines has moved.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "input/helm.hpp"
#include "run.hpp"
#include "system/disk.hpp"
#include "system/scratch_folder.hpp"
#include "system/test_world.hpp"
#include "system/testing.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;

const fs::path kCharts = fs::path(FARGATE_LINT_SOURCE_DIR) / "testdata/helm";

std::string read(const fs::path& path) {
  std::ostringstream whole;
  whole << std::ifstream(path, std::ios::binary).rdbuf();
  return whole.str();
}

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// Places as they are compared: "want FG101 chart/templates/api.yaml:12".
using Places = std::set<std::string>;

std::string place(std::string_view word, std::string_view rule, std::string_view path,
                  std::size_t line) {
  return std::string(word) + " " + std::string(rule) + " " + std::string(path) + ":" +
         std::to_string(line);
}

std::string text(const Places& places) {
  std::string all;
  for (const auto& each : places) all += each + "\n";
  return all;
}

/// The files of a chart in which something is expected: not what was recorded.
std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().filename() != "rendered.txt" &&
        entry.path().filename() != "marked.txt")
      files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

/// The lines on which something is expected, by number from 1.
std::vector<std::size_t> expecting_lines(const fs::path& file) {
  std::vector<std::size_t> found;
  const auto whole = read(file);
  const auto lines = lines_of(whole);
  for (std::size_t i = 0; i < lines.size(); ++i)
    for (const auto* word : {"# want ", "# next ", "# value "})
      if (lines[i].find(word) != std::string_view::npos) found.push_back(i + 1);
  return found;
}

Places expected_in(const fs::path& folder) {
  Places places;
  for (const auto& file : files_of(folder)) {
    const auto path = fs::relative(file, folder).string();
    const auto whole = read(file);
    const auto lines = lines_of(whole);
    for (std::size_t i = 0; i < lines.size(); ++i)
      for (const std::string word : {"want", "next", "value"}) {
        const auto at = lines[i].find("# " + word + " ");
        if (at == std::string_view::npos) continue;
        std::istringstream rules(std::string(lines[i].substr(at + word.size() + 3)));
        for (std::string rule; rules >> rule;)
          places.insert(place(word == "value" ? "value" : "want", rule, path,
                              i + 1 + (word == "next" ? 1 : 0)));
      }
  }
  return places;
}

std::vector<std::string> arguments_of(const fs::path& folder) {
  std::vector<std::string> words;
  std::istringstream lines(read(folder / "args"));
  for (std::string line; std::getline(lines, line);) words.push_back(line);
  return words;
}

/// What the program finds in a chart.
struct Found {
  Places places;
  std::string error;
};

Found check(const fs::path& folder, system::Process& process) {
  const system::Disk files(folder.string());
  system::Disk writer(folder.string());
  const system::ProcessEnvironment environment;
  const system::StoppedClock clock{1'780'000'000};
  system::KeptConsole console;
  const system::System system{files, writer, environment, clock, console, process};
  std::vector<std::string> words = {"check",  "--isolated", "--select", "FG1",
                                    "--helm", "chart",      "--output", "json"};
  const auto arguments = arguments_of(folder);
  words.insert(words.end(), arguments.begin(), arguments.end());
  cmd::Held held;
  cmd::run(system, "fargate-lint", words, held);
  Found found;
  found.error = console.error;
  const auto report = yaml::read_document(console.output);
  if (report == nullptr) return found;
  for (const auto finding : report->root()["diagnostics"].items()) {
    const auto rule = finding["rule"].text();
    const auto line = finding["line"].integer().value_or(0);
    found.places.insert(
        place("want", rule, finding["path"].text(), static_cast<std::size_t>(line)));
    const auto value = finding["value"];
    if (value["path"])
      found.places.insert(place("value", rule, value["path"].text(),
                                static_cast<std::size_t>(value["line"].integer().value_or(0))));
  }
  return found;
}

std::vector<fs::path> charts() {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(kCharts)) folders.push_back(entry.path());
  std::ranges::sort(folders);
  return folders;
}

bool has_helm() {
  system::MachineProcess process;
  system::Command command;
  command.words = {"helm", "version", "--short"};
  return process.run(command, [](std::string_view) { return true; }).is_success();
}

/// What helm prints for a chart and for its marked copy, for machines without helm.
void record(const fs::path& folder) {
  const system::Disk files(folder.string());
  const auto chart = input::HelmChart::read(files, "chart");
  REQUIRE(chart.has_value());
  auto scratch = system::ScratchFolder::make();
  REQUIRE(scratch.has_value());
  REQUIRE_FALSE(chart.value().write_marked(*scratch.value(), {}));
  const auto run = [&](const std::string& path) {
    system::MachineProcess process;
    system::Command command;
    command.words = input::helm_words("helm", {}, path);
    const auto arguments = arguments_of(folder);
    command.words.insert(command.words.end(), arguments.begin(), arguments.end());
    command.folder = folder.string();
    std::string printed;
    CHECK(process
              .run(command,
                   [&printed](std::string_view part) {
                     printed += part;
                     return true;
                   })
              .is_success());
    return printed;
  };
  write(folder / "rendered.txt", run("./chart"));
  write(folder / "marked.txt", run(scratch.value()->path()));
}

TEST_CASE("helm: findings in charts stand in the template, by recorded renderings") {
  const bool records = std::getenv("FARGATE_LINT_UPDATE") != nullptr && has_helm();
  CHECK(charts().size() >= 20);
  for (const auto& folder : charts()) {
    CAPTURE(folder.filename().string());
    if (records) record(folder);
    system::FakeProcess process;
    process.on({"helm", "template"}, [&](const system::Command& command, std::string_view) {
      const bool is_plain = command.words.at(3) == "./chart";
      return system::FakeProcess::Answer{read(folder / (is_plain ? "rendered.txt" : "marked.txt")),
                                         {}};
    });
    const auto found = check(folder, process);
    CHECK(found.error == "");
    CHECK(text(found.places) == text(expected_in(folder)));
    CHECK(process.started().size() == 2);
  }
}

TEST_CASE("helm: moving a line of a chart moves the finding") {
  if (!has_helm()) {
    MESSAGE("SKIPPED: helm is not on PATH, so no chart is rendered anew");
    return;
  }
  for (const auto& folder : charts()) {
    CAPTURE(folder.filename().string());
    system::MachineProcess process;
    CHECK(text(check(folder, process).places) == text(expected_in(folder)));
    for (const auto& file : files_of(folder))
      for (const auto number : expecting_lines(file)) {
        CAPTURE(file.string());
        CAPTURE(number);
        const system::TemporaryFolder moved;
        fs::copy(folder, moved.path(), fs::copy_options::recursive);
        const auto whole = read(file);
        const auto lines = lines_of(whole);
        const auto before = static_cast<std::size_t>(lines[number - 1].data() - whole.data());
        write(moved.path() / fs::relative(file, folder),
              whole.substr(0, before) + "\n\n" + whole.substr(before));
        const auto expected = expected_in(moved.path());
        CHECK(expected != expected_in(folder));
        CHECK(text(check(moved.path(), process).places) == text(expected));
      }
  }
}

}  // namespace
}  // namespace fargate_lint
