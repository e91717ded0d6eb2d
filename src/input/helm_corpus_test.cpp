// The real helm over real charts: how many rendered lines have an origin, and whether it is true.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include "base/text.hpp"
#include "input/helm.hpp"
#include "system/clock.hpp"
#include "system/console.hpp"
#include "system/disk.hpp"
#include "system/process.hpp"
#include "system/testing.hpp"

namespace fargate_lint::input {
namespace {

namespace fs = std::filesystem;

struct RealWorld {
  system::Disk files;
  system::ProcessEnvironment environment;
  system::StoppedClock clock{0};
  system::KeptConsole console;
  system::MachineProcess process;
  system::System system{files, files, environment, clock, console, process};
};

std::vector<std::string> words_of(const std::string& text, char cut) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; std::getline(stream, word, cut);)
    if (!word.empty() || cut == '\t') words.push_back(word);
  return words;
}

struct Listed {
  std::string folder;
  std::vector<std::string> arguments;
};

/// The charts that an INDEX.tsv lists as rendering something.
std::vector<Listed> listed_charts(const fs::path& folder) {
  std::vector<Listed> charts;
  std::ifstream index(folder / "INDEX.tsv");
  std::string line;
  std::getline(index, line);
  const auto heads = words_of(line, '\t');
  const auto column = [&](std::string_view name) {
    return static_cast<std::size_t>(std::ranges::find(heads, name) - heads.begin());
  };
  while (std::getline(index, line)) {
    const auto cells = words_of(line, '\t');
    if (cells.at(column("renders")) != "yes") continue;
    charts.push_back(
        {(folder / cells.at(column("dir"))).string(), words_of(cells.at(column("args")), ' ')});
  }
  return charts;
}

HelmRequest request_of(const Listed& listed) {
  HelmRequest request;
  request.chart = listed.folder;
  const auto& words = listed.arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto value = [&] { return words.at(++i); };
    if (words[i] == "--namespace")
      request.ns = value();
    else if (words[i].starts_with("--set")) {
      const auto flag = words[i];
      request.sets.push_back({flag, value()});
    } else if (words[i] == "--values" || words[i] == "-f")
      request.values.push_back((fs::path(listed.folder) / value()).string());
    else if (words[i] == "--api-versions")
      request.api_versions.push_back(value());
    else if (words[i] == "--kube-version")
      request.kube_version = value();
    else
      FAIL("argument ", words[i]);
  }
  return request;
}

struct Count {
  std::size_t lines = 0;
  std::size_t exact = 0;
  std::size_t by_action = 0;
  std::size_t literal = 0;
  std::size_t wrong = 0;
  void add(const Count& other) {
    lines += other.lines;
    exact += other.exact;
    by_action += other.by_action;
    literal += other.literal;
    wrong += other.wrong;
  }
};

std::ostream& operator<<(std::ostream& out, const Count& count) {
  return out << count.lines << " lines: " << count.exact << " exact, " << count.by_action
             << " by action, " << count.lines - count.exact - count.by_action << " none; "
             << count.wrong << " of " << count.literal << " literal wrong";
}

bool is_workload(std::string_view kind) {
  for (const auto* name :
       {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod"})
    if (kind == name) return true;
  return false;
}

/// Of the documents of workloads, or of all.
Count count_lines(const HelmRendering& rendering, bool workloads_only, bool shows) {
  const auto lines = lines_of(rendering.text);
  Count count;
  for (std::size_t begin = 0; begin < lines.size();) {
    auto end = begin + 1;
    while (end < lines.size() && lines[end] != "---") ++end;
    bool is_wanted = !workloads_only;
    for (auto i = begin; i < end; ++i)
      if (lines[i].starts_with("kind: "))
        is_wanted = is_wanted || is_workload(trimmed(lines[i].substr(6), " \"'"));
    for (auto i = begin; is_wanted && i < end; ++i) {
      const auto line = trimmed(lines[i], kSpaces);
      if (line.empty() || line.starts_with('#') || line == "---") continue;
      ++count.lines;
      const auto& origin = rendering.origins.empty() ? LineOrigin() : rendering.origins[i];
      if (!origin.is_known()) {
        if (shows) std::cerr << "none  " << lines[i] << "\n";
        continue;
      }
      (origin.is_exact ? count.exact : count.by_action) += 1;
      const auto& file = rendering.chart->templates().files[origin.file];
      const auto text = trimmed(file.line_text(origin.line), kSpaces);
      if (text.find("{{") != std::string_view::npos || text.find("}}") != std::string_view::npos ||
          !origin.is_exact)
        continue;
      ++count.literal;
      if (text == line) continue;
      // What an action on a neighbouring line trims stands on this one, too.
      if (line.starts_with(text) || line.ends_with(text)) continue;
      ++count.wrong;
      if (shows)
        std::cerr << "WRONG " << rendering.chart->template_path(origin.file) << ":" << origin.line
                  << "\n  " << line << "\n  " << text << "\n";
    }
    begin = end;
  }
  return count;
}

TEST_CASE("helm: lines of real charts have true origins") {
  const char* corpus = std::getenv("FARGATE_LINT_CORPUS");
  const RealWorld world;
  if (corpus == nullptr || !fs::exists(fs::path(corpus) / "chart-sources")) {
    MESSAGE("SKIPPED: set FARGATE_LINT_CORPUS to a folder with chart-sources");
    return;
  }
  const auto* named = std::getenv("FARGATE_LINT_HELM");
  const auto found =
      world.system.process.run({.words = {named == nullptr ? "helm" : named, "version"}},
                               [](std::string_view) { return true; });
  if (!found.is_success()) {
    MESSAGE("SKIPPED: helm is not here");
    return;
  }
  const char* only = std::getenv("FARGATE_LINT_CHART");
  Count workloads;
  Count all;
  for (const auto& listed : listed_charts(fs::path(corpus) / "chart-sources")) {
    if (only != nullptr && listed.folder.find(only) == std::string::npos) continue;
    CAPTURE(listed.folder);
    const auto rendering = render_chart(world.system, request_of(listed));
    if (!rendering) {
      CHECK(rendering.error().message == "");
      continue;
    }
    CHECK(rendering.value().remark == "");
    const auto mine = count_lines(rendering.value(), true, only != nullptr);
    std::cerr << fs::path(listed.folder).filename().string() << ": " << mine << "\n";
    workloads.add(mine);
    all.add(count_lines(rendering.value(), false, false));
  }
  std::cerr << "workloads: " << workloads << "\nall: " << all << "\n";
  CHECK(workloads.wrong == 0);
  CHECK(all.wrong == 0);
}

/// The lines of all documents of a `# Source:`.
std::multiset<std::string> lines_from(std::string_view rendering, std::string_view source) {
  std::multiset<std::string> found;
  bool is_it = false;
  for (const auto line : lines_of(rendering)) {
    if (line.starts_with("# Source: ")) is_it = line.substr(10) == source;
    if (is_it) found.emplace(trimmed(line, kSpaces));
  }
  return found;
}

std::string source_at(std::span<const std::string_view> lines, std::size_t at) {
  while (at > 0 && !lines[at].starts_with("# Source: ")) --at;
  return std::string(lines[at].substr(std::min<std::size_t>(10, lines[at].size())));
}

/// The template without what printed a line: the line, or the action on it.
std::string without(const Template& file, const LineOrigin& origin) {
  auto text = std::string(file.text());
  const auto& line = file.lines()[origin.line - 1];
  auto begin = line.begin;
  auto end = line.end;
  for (const auto& action : file.actions_on(origin.line)) {
    if (origin.is_exact && action.begin >= line.begin) continue;
    if (!action.prints && !origin.is_exact) continue;
    // What stands before an action on its line is printed by the line.
    const bool has_text = !file.text_before_action(origin.line).empty();
    begin = origin.is_exact || has_text ? std::min(begin, action.begin) : action.begin;
    end = origin.is_exact ? end : action.end;
    break;
  }
  return text.erase(begin, end - begin);
}

TEST_CASE("helm: without its origin, a rendered line is gone") {
  const char* corpus = std::getenv("FARGATE_LINT_CORPUS");
  const RealWorld world;
  const char* tries = std::getenv("FARGATE_LINT_TRIES");
  if (corpus == nullptr || tries == nullptr) {
    MESSAGE("SKIPPED: set FARGATE_LINT_TRIES to the tries of each chart, and FARGATE_LINT_CORPUS");
    return;
  }
  std::size_t tried = 0;
  std::size_t kept = 0;
  std::size_t refused = 0;
  for (const auto& listed : listed_charts(fs::path(corpus) / "chart-sources")) {
    CAPTURE(listed.folder);
    auto request = request_of(listed);
    const auto rendering = render_chart(world.system, request);
    if (!rendering || rendering.value().origins.empty()) continue;
    const auto& [text, chart, origins, remark] = rendering.value();
    const auto lines = lines_of(text);
    std::vector<std::size_t> known;
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (origins[i].is_known() && !trimmed(lines[i], kSpaces).empty() &&
          !trimmed(lines[i], kSpaces).starts_with('#'))
        known.push_back(i);
    const auto wanted = static_cast<std::size_t>(std::atoi(tries));
    for (std::size_t n = 0; n < wanted && n < known.size(); ++n) {
      const auto at = known[n * known.size() / wanted];
      const auto& file = chart->templates().files[origins[at].file];
      const system::TemporaryFolder copy;
      fs::copy(listed.folder, copy.path() / "chart", fs::copy_options::recursive);
      const auto path = fs::relative(chart->template_path(origins[at].file), listed.folder);
      std::ofstream(copy.path() / "chart" / path, std::ios::binary) << without(file, origins[at]);
      request.chart = (copy.path() / "chart").string();
      const auto changed = render_chart(world.system, request);
      if (!changed) {
        ++refused;
        continue;
      }
      ++tried;
      const auto source = source_at(lines, at);
      const std::string line(trimmed(lines[at], kSpaces));
      if (lines_from(changed.value().text, source).count(line) <
          lines_from(text, source).count(line))
        continue;
      ++kept;
      std::cerr << "STILL THERE " << path << ":" << origins[at].line
                << (origins[at].is_exact ? " exact  " : " action  ") << line << "\n";
    }
  }
  std::cerr << tried << " tries, " << kept << " still there, " << refused
            << " not rendered without the line\n";
  CHECK(kept == 0);
}

}  // namespace
}  // namespace fargate_lint::input
