#include "input/helm.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/paths.hpp"
#include "base/text.hpp"
#include "system/process.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

constexpr std::size_t kMostTries = 7;

std::string helm_program(const system::System& system) {
  return system.environment.get("FARGATE_LINT_HELM", "helm");
}

/// Neither plugins nor post-renderers of the user's run with it. Paths are relative to where the
/// user's are.
system::Command command(const system::System& system, std::vector<std::string> words,
                        std::chrono::milliseconds limit) {
  system::Command command;
  command.folder = system.files.working_directory();
  command.words = std::move(words);
  command.environment = {{"HELM_NO_PLUGINS", "1"}};
  command.limit = limit;
  return command;
}

std::string read_all(system::Running& running) {
  std::string text;
  std::vector<char> buffer(std::size_t{64} << 10U);
  while (const auto size = running.read(buffer.data(), buffer.size()))
    text.append(buffer.data(), size);
  return text;
}

/// The end of what helm says of its failure; warnings stand before it.
std::string complaint(const system::Ending& ending) {
  std::string_view text = trimmed(ending.said, kBlanksAndBreaks);
  const auto at = text.rfind("Error: ");
  if (at != std::string_view::npos) text.remove_prefix(at + std::string_view("Error: ").size());
  constexpr std::string_view kAdvice = "\n\nUse --debug flag to render out invalid YAML";
  if (text.ends_with(kAdvice)) text.remove_suffix(kAdvice.size());
  std::string line(text);
  std::ranges::replace(line, '\n', ' ');
  return line;
}

/// "3.7.2" of `v3.7.2+g663a896` as two numbers; nothing if it is none.
std::optional<std::pair<int, int>> parse_version(std::string_view text) {
  const auto at = text.find('v');
  if (at == std::string_view::npos) return std::nullopt;
  int numbers[2] = {0, 0};
  auto rest = text.substr(at + 1);
  for (auto& number : numbers) {
    std::size_t digits = 0;
    while (digits < rest.size() && digits < 6 && rest[digits] >= '0' && rest[digits] <= '9')
      number = number * 10 + (rest[digits++] - '0');
    if (digits == 0) return std::nullopt;
    rest.remove_prefix(std::min(digits + 1, rest.size()));
  }
  return std::pair(numbers[0], numbers[1]);
}

/// An error if helm is older than 3.8, which nothing here was made for.
std::optional<Error> check_version(const system::System& system, const std::string& program) {
  std::string said;
  system.process.run(command(system, {program, "version", "--short"}, std::chrono::seconds(10)),
                     [&](std::string_view part) {
                       said += part;
                       return said.size() < 200;
                     });
  const auto version = parse_version(said);
  if (!version || *version >= std::pair(3, 8)) return std::nullopt;
  return Error{
      "needs helm 3.8 or later, and `" + program + "` is " + std::string(trimmed(said, kSpaces)),
      "install helm 3.8 or later, or set FARGATE_LINT_HELM to one"};
}

Error failed(const system::System& system, const std::string& program, const HelmRequest& request,
             const system::Ending& ending) {
  using Kind = system::Ending::Kind;
  if (ending.kind == Kind::not_found)
    return {"needs helm to be rendered, and `" + program + "` was not found",
            "install helm 3.8 or later, or set FARGATE_LINT_HELM to its path"};
  if (ending.kind == Kind::timed_out)
    return {"was not rendered within " +
                std::to_string(
                    std::chrono::duration_cast<std::chrono::seconds>(request.limit).count()) +
                " s",
            "give helm more time with `--timeout`"};
  if (ending.kind == Kind::too_much)
    return {"renders more than 1 GiB", "check the values it is given"};
  if (ending.kind != Kind::exited)
    return {"was not rendered: helm ended with signal " + std::to_string(ending.code),
            "run `helm template` to see why"};
  if (auto old = check_version(system, program)) return *old;
  const auto said = complaint(ending);
  if (said.find("missing in charts/ directory") != std::string::npos ||
      said.find("get updated from the dependencies") != std::string::npos)
    return {"cannot be rendered: " + said,
            "run `helm dependency build " + shell_word(request.chart) + "`"};
  if (said.find("library charts are not installable") != std::string::npos)
    return {"is a library chart and renders nothing itself", "name a chart that uses it"};
  return {"cannot be rendered: " +
              (said.empty() ? "helm ended with status " + std::to_string(ending.code) : said),
          "set the values that the chart needs with `--values` or `--set`"};
}

/// Renders the marked copy until helm takes it, each time without marks in the template that it
/// complains about.
class MarkedRendering {
 public:
  MarkedRendering(const system::System& system, const HelmRequest& request,
                  const std::string& program, const HelmChart& chart)
      : system_(system), request_(request), program_(program), chart_(chart) {}

  /// Starts the first try; it goes on while the caller does something else.
  void start() {
    auto made = system::ScratchFolder::make();
    if (!made) {
      remark_ = made.error();
      return;
    }
    folder_ = std::move(made).value();
    start_once();
  }

  /// What helm prints for the marked copy; nothing if it takes none.
  std::optional<std::string> finish() {
    for (std::size_t tries = 1; running_ != nullptr; ++tries) {
      auto text = read_all(*running_);
      const auto ending = running_->end();
      running_ = nullptr;
      if (ending.is_success()) return text;
      const auto named = chart_.named_in(ending.said);
      if (!named || tries == kMostTries || !unmarked_.insert(*named).second) {
        remark_ = failed(system_, program_, request_, ending);
        return std::nullopt;
      }
      start_once();
    }
    return std::nullopt;
  }

  /// Why there is no rendering.
  const Error& remark() const { return remark_; }

 private:
  void start_once() {
    if (auto failure = chart_.write_marked(*folder_, unmarked_)) {
      remark_ = *failure;
      return;
    }
    running_ = system_.process.start(
        command(system_, helm_words(program_, request_, folder_->path()), request_.limit));
  }

  const system::System& system_;
  const HelmRequest& request_;
  const std::string& program_;
  const HelmChart& chart_;
  std::unique_ptr<system::ScratchFolder> folder_;
  std::unique_ptr<system::Running> running_;  ///< ends before its directory goes
  std::set<std::uint32_t> unmarked_;
  Error remark_;
};

Result<std::shared_ptr<const HelmChart>> read_chart(const system::System& system,
                                                    const std::string& path) {
  if (!system.files.exists(path))
    return Error{"does not exist", "name the directory of a chart, or a packaged chart (.tgz)"};
  auto read = HelmChart::read(system.files, path);
  if (!read) return read.error();
  return std::make_shared<const HelmChart>(std::move(read).value());
}

}  // namespace

std::vector<std::string> helm_words(const std::string& program, const HelmRequest& request,
                                    const std::string& path) {
  std::vector<std::string> words = {program, "template", request.release_name, path};
  const auto add = [&words](const char* flag, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {flag, value});
  };
  add("--namespace", request.ns);
  for (const auto& file : request.values) add("--values", file);
  for (const auto& set : request.sets) words.insert(words.end(), {set.flag, set.value});
  add("--kube-version", request.kube_version);
  for (const auto& version : request.api_versions) add("--api-versions", version);
  if (request.include_crds) words.emplace_back("--include-crds");
  if (request.no_hooks) words.emplace_back("--no-hooks");
  if (request.skip_tests) words.emplace_back("--skip-tests");
  return words;
}

Result<HelmRendering> render_chart(const system::System& system, const HelmRequest& request) {
  HelmRendering rendering;
  const auto program = helm_program(system);
  auto read = read_chart(system, request.chart);
  if (!read) return read.error();
  rendering.chart = std::move(read).value();
  // A relative path like `charts/shop` could be that of a chart in a repository; ours is a path.
  const auto path = request.chart.starts_with('/') ? request.chart : "./" + request.chart;
  const auto running =
      system.process.start(command(system, helm_words(program, request, path), request.limit));
  std::optional<MarkedRendering> marked;
  if (rendering.chart->is_copied()) {
    marked.emplace(system, request, program, *rendering.chart);
    marked->start();
  }
  rendering.text = read_all(*running);
  if (const auto ending = running->end(); !ending.is_success())
    return failed(system, program, request, ending);
  if (marked) {
    if (const auto text = marked->finish())
      rendering.origins = align(rendering.text, *text, rendering.chart->templates());
    rendering.remark = marked->remark().message;
  } else {
    rendering.remark = "would be too large";
  }
  return rendering;
}

Result<MarkedChart> render_marked(const system::System& system, const HelmRequest& request) {
  auto chart = read_chart(system, request.chart);
  if (!chart) return chart.error();
  if (!chart.value()->is_copied())
    return Error{"is too large to be rendered once more", "lint the input without --helm-source"};
  const auto program = helm_program(system);
  MarkedRendering marked(system, request, program, *chart.value());
  marked.start();
  auto text = marked.finish();
  if (!text) return marked.remark();
  return MarkedChart{std::move(chart).value(), *std::move(text)};
}

HelmRendering trace(const MarkedChart& marked, std::string text) {
  HelmRendering rendering;
  rendering.chart = marked.chart;
  rendering.origins = align(text, marked.text, marked.chart->templates());
  rendering.text = std::move(text);
  return rendering;
}

}  // namespace fargate_lint::input
