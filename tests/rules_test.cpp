/// Holds every rule against its folder in testdata/rules/ and against its own two examples.
///
/// In a rule's folder each `fires*` and `near-miss*` file is linted by itself, together with the
/// remaining files of the folder (profiles.yaml, …), with that one rule. `expected.txt` holds all
/// findings of the folder in the one-line format; FARGATE_LINT_UPDATE=1 rewrites it.
///
/// An update cannot bless a lost finding, because the guilty line also says `# want FG101` (or, in
/// front of a block scalar or a document that breaks, `# want FG101 +2`: two lines further down),
/// and nothing rewrites that. JSON has no comments and is held against expected.txt alone.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "golden.hpp"
#include "input/loader.hpp"
#include "lint/judge.hpp"
#include "lint/selection.hpp"
#include "list.hpp"
#include "system/disk.hpp"

namespace fargate_lint {
namespace {

using testing::read_file;

namespace fs = std::filesystem;
using lint::Rule;

const fs::path kSource = FARGATE_LINT_SOURCE_DIR;
const fs::path kTestdata = kSource / "testdata" / "rules";

void write_file(const fs::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  REQUIRE_MESSAGE(file.good(), "cannot write ", path.string());
}

std::vector<lint::Finding> lint_files(const Rule& rule, const std::vector<fs::path>& files) {
  input::LoadOptions options;
  for (const auto& file : files) options.paths.push_back(file.string());
  const Rule* const alone[] = {&rule};
  // Rules about ignores look at what came of those for other rules.
  const auto all = rules::all();
  const lint::Options judging{.known = all, .today = "2026-06-01"};
  const auto loaded = input::load(system::Disk(), options);
  const auto chosen = rule.check_ignores != nullptr ? all : alone;
  auto findings = lint::judge(loaded.reading, loaded.fleet, chosen, judging).findings;
  std::erase_if(findings, [&](const auto& finding) { return finding.rule != &rule.info; });
  return findings;
}

/// Findings name files relative to the working directory, which a test does not choose.
fs::path file_of(const lint::Finding& finding) {
  return fs::absolute(finding.where.path.str()).lexically_normal();
}

std::string one_line(const lint::Finding& finding, const fs::path& folder) {
  std::ostringstream line;
  line << file_of(finding).lexically_relative(folder).generic_string() << ':'
       << finding.where.span.begin.line << ':' << finding.where.span.begin.column << ": "
       << finding.rule->id << ' ' << to_string(finding.severity) << ": " << finding.message << '\n';
  return line.str();
}

bool is_manifest(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

bool is_near_miss(const fs::path& path) {
  return path.filename().string().starts_with("near-miss");
}

bool is_case(const fs::path& path) {
  return path.filename().string().starts_with("fires") || is_near_miss(path);
}

/// The manifests of a folder, sorted by name: cases, and what goes with each of them.
struct Folder {
  std::vector<fs::path> cases;
  std::vector<fs::path> context;
};
Folder read_folder(const fs::path& path) {
  Folder folder;
  for (const auto& entry : fs::directory_iterator(path)) {
    if (!is_manifest(entry.path())) continue;
    (is_case(entry.path()) ? folder.cases : folder.context).push_back(entry.path());
  }
  std::ranges::sort(folder.cases);
  std::ranges::sort(folder.context);
  return folder;
}

using Line = std::uint32_t;

/// The lines that carry `# want <id>`; several ids may follow one `want`, and a `+N` after an id
/// moves it N lines down.
std::set<Line> wanted_lines(const std::string& text, std::string_view id) {
  std::set<Line> wanted;
  std::istringstream lines(text);
  std::string line;
  for (Line number = 1; std::getline(lines, line); ++number) {
    const auto comment = line.find("# want ");
    if (comment == std::string::npos) continue;
    std::istringstream words(line.substr(comment + std::string_view("# want ").size()));
    std::string word;
    std::string previous;
    while (words >> word) {
      if (word == id) wanted.insert(number);
      if (word.starts_with('+') && previous == id) {
        wanted.erase(number);
        wanted.insert(number + static_cast<Line>(std::stoul(word.substr(1))));
      }
      previous = word;
    }
  }
  return wanted;
}

std::string join(const std::set<Line>& lines) {
  std::string text;
  for (const auto line : lines) text += " " + std::to_string(line);
  return text;
}

void check_wanted(const Rule& rule, const fs::path& file,
                  const std::vector<lint::Finding>& findings) {
  if (file.extension() == ".json") return;
  std::set<Line> found;
  for (const auto& finding : findings) {
    if (file_of(finding) == file) found.insert(finding.where.span.begin.line);
  }
  const auto wanted = wanted_lines(read_file(file), rule.info.id);
  std::set<Line> lost;
  std::set<Line> unannounced;
  std::ranges::set_difference(wanted, found, std::inserter(lost, lost.end()));
  std::ranges::set_difference(found, wanted, std::inserter(unannounced, unannounced.end()));
  CAPTURE(file.string());
  CHECK_MESSAGE(lost.empty(), "no finding on lines that want ", rule.info.id, ":", join(lost));
  CHECK_MESSAGE(unannounced.empty(), "lines without `# want ", rule.info.id,
                "`:", join(unannounced));
}

void check_against_golden(const fs::path& path, const std::string& findings) {
  if (std::getenv("FARGATE_LINT_UPDATE") != nullptr) return write_file(path, findings);
  CHECK_MESSAGE(read_file(path) == findings, path.string(), " holds\n", read_file(path),
                "and the rule finds\n", findings,
                "to accept that: ./dev test --update, and read the diff");
}

void check_folder(const Rule& rule) {
  const fs::path path = kTestdata / rule.info.name;
  const auto folder = read_folder(path);
  std::string all;
  bool fires = false;
  bool near_misses = false;
  for (const auto& file : folder.cases) {
    auto files = folder.context;
    files.push_back(file);
    const auto findings = lint_files(rule, files);
    for (const auto& finding : findings) all += one_line(finding, path);
    check_wanted(rule, file, findings);
    (is_near_miss(file) ? near_misses : fires) = true;
    if (!is_near_miss(file)) continue;
    std::string unexpected;
    for (const auto& finding : findings) unexpected += one_line(finding, path);
    CHECK_MESSAGE(unexpected.empty(), "near misses that fire:\n", unexpected);
  }
  CHECK_MESSAGE(fires, path.string(), " has no fires.yaml");
  CHECK_MESSAGE(near_misses, path.string(), " has no near-miss.yaml");
  check_against_golden(path / "expected.txt", all);
}

/// A file that is gone at the end of the test.
class TemporaryFile {
 public:
  TemporaryFile(std::string_view name, std::string_view text)
      : folder_(fs::temp_directory_path() / ("fargate-lint-rules-" + std::to_string(::getpid()))),
        path_(folder_ / name) {
    fs::create_directories(folder_);
    write_file(path_, text);
  }
  ~TemporaryFile() {
    std::error_code ignored;  // what is left behind in the temporary folder harms nobody
    fs::remove_all(folder_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path folder_;
  fs::path path_;
};

std::string findings_of_example(const Rule& rule, std::string_view manifest) {
  const TemporaryFile file("example.yaml", manifest);
  std::string text;
  for (const auto& finding : lint_files(rule, {file.path()}))
    text += one_line(finding, file.path().parent_path());
  return text;
}

std::string folder_name_as_file(std::string_view name) {
  std::string file(name);
  std::ranges::replace(file, '-', '_');
  return file + ".cpp";
}

TEST_CASE("rules: each finds what its folder in testdata says, and nothing else") {
  for (const auto* rule : rules::all()) {
    SUBCASE(std::string(rule->info.name).c_str()) {
      const fs::path path = kTestdata / rule->info.name;
      CHECK_MESSAGE(fs::is_directory(path), "no folder ", path.string());
      if (fs::is_directory(path)) check_folder(*rule);
    }
  }
}

TEST_CASE("rules: the example that fires does, the silent one does not") {
  for (const auto* rule : rules::all()) {
    CAPTURE(rule->info.id);
    CHECK(findings_of_example(*rule, rule->info.fires) != "");
    CHECK(findings_of_example(*rule, rule->info.silent) == "");
  }
}

TEST_CASE("rules: ids and names are unique, and ids are in order") {
  std::string_view previous;
  std::set<std::string_view> names;
  for (const auto* rule : rules::all()) {
    CAPTURE(rule->info.id);
    CHECK(previous < rule->info.id);
    CHECK(names.insert(rule->info.name).second);
    previous = rule->info.id;
  }
}

TEST_CASE("rules: every file in rules/ is listed, under the name of its rule") {
  std::set<std::string> files;
  for (const auto& entry : fs::directory_iterator(kSource / "rules")) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() == ".cpp" && name != "list.cpp" && !name.ends_with("_test.cpp"))
      files.insert(name);
  }
  std::set<std::string> listed;
  for (const auto* rule : rules::all()) listed.insert(folder_name_as_file(rule->info.name));
  CHECK(files == listed);
}

TEST_CASE("rules: every folder in testdata/rules/ is a rule's") {
  for (const auto& entry : fs::directory_iterator(kTestdata)) {
    const std::string name = entry.path().filename().string();
    CAPTURE(name);
    CHECK(lint::find_rule(rules::all(), name) != nullptr);
  }
}

/// What a terminal of 80 columns, an admission warning (120 bytes) and a reader bear.
TEST_CASE("rules: what is written about a rule keeps to the house's form") {
  for (const auto* rule : rules::all()) {
    CAPTURE(rule->info.id);
    const auto& info = rule->info;
    CHECK(info.id.starts_with("FG"));
    CHECK(std::ranges::all_of(info.id.substr(2), [](char c) { return c >= '0' && c <= '9'; }));
    CHECK(std::ranges::all_of(info.name, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }));
    CHECK(info.summary.size() <= 80);
    CHECK_FALSE(info.summary.ends_with('.'));
    CHECK(info.why.ends_with('.'));
    CHECK_FALSE(info.fix.ends_with('.'));
    CHECK(info.page.starts_with("https://"));
    CHECK((rule->check_pod || rule->check_object || rule->check_run || rule->check_ignores));
  }
}

/// The message without what it quotes, whose length is the user's.
std::string own_words(std::string_view message) {
  std::string words;
  bool quoted = false;
  for (const char c : message) {
    if (c == '`') quoted = !quoted;
    if (!quoted) words += c;
  }
  return words;
}

/// Messages of testdata stand for all: one clause, no full stop, at most 100 characters.
TEST_CASE("rules: messages are one clause of at most 100 characters") {
  for (const auto* rule : rules::all()) {
    std::istringstream lines(read_file(kTestdata / rule->info.name / "expected.txt"));
    std::string line;
    while (std::getline(lines, line)) {
      CAPTURE(line);
      const auto id = line.find(std::string(rule->info.id) + " ");
      REQUIRE(id != std::string::npos);
      const auto colon = line.find(": ", id);
      REQUIRE(colon != std::string::npos);
      const std::string message = line.substr(colon + 2);
      CHECK(own_words(message).size() <= 100);
      CHECK_FALSE(message.ends_with('.'));
      CHECK_FALSE(message.empty());
      CHECK_FALSE(std::isupper(static_cast<unsigned char>(message.front())) != 0);
    }
  }
}

}  // namespace
}  // namespace fargate_lint
