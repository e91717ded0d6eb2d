#include "input/kustomize.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

#include "base/paths.hpp"
#include "base/text.hpp"
#include "input/field_path.hpp"
#include "input/kustomization.hpp"
#include "input/kustomize_origins.hpp"
#include "input/manifest_names.hpp"
#include "system/process.hpp"
#include "system/scratch_folder.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

constexpr std::string_view kOrigin = "    config.kubernetes.io/origin: |";
constexpr std::string_view kTransformations = "    alpha.config.kubernetes.io/transformations: |";
constexpr std::size_t kMostKustomizations = 10'000;

/// Takes the annotations out of one document after the other.
class OriginReader {
 public:
  explicit OriginReader(std::string_view annotated) : lines_(lines_of(annotated)) {}

  KustomizeBuild read() {
    for (at_ = 0; at_ < lines_.size();) {
      const auto line = lines_[at_];
      if (line == "---" || build_.objects.empty()) {
        in_metadata_ = false;
        KustomizedObject object;
        object.line = line_ + (line == "---" ? 1 : 0);
        build_.objects.push_back(std::move(object));
      }
      if (!line.empty() && line.front() != ' ') in_metadata_ = line == "metadata:";
      if (in_metadata_ && line == "  annotations:")
        take_annotations();
      else
        keep(line);
    }
    return std::move(build_);
  }

 private:
  void keep(std::string_view line) {
    (build_.text += line) += '\n';
    ++line_;
    ++at_;
  }

  /// The line `annotations:` goes, too, if nothing else was below it.
  void take_annotations() {
    const auto head = lines_[at_++];
    bool is_kept = false;
    bool is_taken = false;
    while (at_ < lines_.size() && (lines_[at_].starts_with("   ") || lines_[at_].empty())) {
      if (lines_[at_] == kOrigin || lines_[at_] == kTransformations) {
        take_block(lines_[at_] == kOrigin);
        is_taken = true;
        continue;
      }
      if (!is_kept) {
        (build_.text += head) += '\n';
        ++line_;
      }
      is_kept = true;
      keep(lines_[at_]);
    }
    if (is_kept || is_taken) return;
    (build_.text += head) += '\n';
    ++line_;
  }

  void take_block(bool is_origin) {
    std::string block;
    for (++at_; at_ < lines_.size() && lines_[at_].starts_with("      "); ++at_)
      (block += lines_[at_].substr(6)) += '\n';
    const auto document = yaml::read_document(block);
    if (document == nullptr) return;
    auto& object = build_.objects.back();
    const auto root = document->root();
    if (is_origin) {
      object.path = root["path"].text();
      object.configured_in = root["configuredIn"].text();
    }
    for (const auto transformation : root.items()) {
      const auto in = transformation["configuredIn"].text();
      if (!in.empty() && (object.changed_in.empty() || object.changed_in.back() != in))
        object.changed_in.emplace_back(in);
    }
  }

  std::vector<std::string_view> lines_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;  ///< of the text that is left
  bool in_metadata_ = false;
  KustomizeBuild build_;
};

std::optional<std::string> kustomization_in(const system::FileSystem& files,
                                            const std::string& folder) {
  for (const auto name : kKustomizationNames)
    if (auto path = join_path(folder, name); files.is(system::Kind::regular, path)) return path;
  return std::nullopt;
}

/// What a kustomization, or one that it builds on, would fetch; empty if all is here.
std::string remote_base(const system::FileSystem& files, const std::string& folder,
                        std::set<std::string>& seen) {
  const auto path = kustomization_in(files, folder);
  if (!path || seen.size() > kMostKustomizations || !seen.insert(*path).second) return {};
  const auto text = system::read_regular_file(files, *path);
  for (const auto& resource : read_kustomization(text.value_or("")).resources) {
    const auto below = normal_path(join_path(folder, resource));
    if (files.exists(below)) {
      if (auto found = remote_base(files, below, seen); !found.empty()) return found;
      continue;
    }
    const bool is_remote =
        resource.find("://") != std::string::npos || resource.find("?ref=") != std::string::npos ||
        resource.starts_with("git@") || resource.find(".com/") != std::string::npos;
    if (is_remote) return resource;
  }
  return {};
}

struct Failed {
  system::Ending ending;
  std::string program;
};

Error explain(const Failed& failed, const KustomizeRequest& request, const std::string& scratch) {
  using Kind = system::Ending::Kind;
  switch (failed.ending.kind) {
    case Kind::not_found:
      return {"needs kubectl or kustomize to be built, and `" + failed.program + "` was not found",
              "install kubectl, or set FARGATE_LINT_KUBECTL or FARGATE_LINT_KUSTOMIZE to its path"};
    case Kind::timed_out:
      return {"was not built within " +
                  std::to_string(
                      std::chrono::duration_cast<std::chrono::seconds>(request.limit).count()) +
                  " s",
              "give kustomize more time with `--timeout`"};
    case Kind::too_much: return {"builds more than 1 GiB", "name a part of it"};
    case Kind::exited: break;
    default:
      return {"was not built: " + failed.program + " ended with signal " +
                  std::to_string(failed.ending.code),
              "run `kubectl kustomize` to see why"};
  }
  auto said = std::string(trimmed(failed.ending.said, kBlanksAndBreaks));
  for (const auto* beginning : {"error: ", "Error: "})
    if (said.starts_with(beginning)) said.erase(0, 7);
  // Our own directory says nothing to anybody.
  const auto about_ours = "accumulating resources: accumulation err='accumulating resources from '";
  if (const auto at = said.find(about_ours); at == 0) said.erase(0, std::string(about_ours).size());
  for (auto at = said.find(scratch); at != std::string::npos; at = said.find(scratch))
    said.replace(at, scratch.size(), "(our directory)");
  std::ranges::replace(said, '\n', ' ');
  return {"cannot be built: " + said,
          "`kubectl kustomize " + shell_word(request.folder) + "` must succeed first"};
}

/// The program and its arguments before the directory.
std::vector<std::vector<std::string>> programs(const system::System& system) {
  const auto kustomize = system.environment.get("FARGATE_LINT_KUSTOMIZE");
  if (!kustomize.empty()) return {{kustomize, "build"}};
  const auto kubectl = system.environment.get("FARGATE_LINT_KUBECTL");
  if (!kubectl.empty()) return {{kubectl, "kustomize"}};
  return {{"kubectl", "kustomize"}, {"kustomize", "build"}};
}

std::optional<Failed> build(const system::System& system, const KustomizeRequest& request,
                            const std::string& folder, std::string& text) {
  Failed failed;
  for (auto words : programs(system)) {
    failed.program = words.front();
    system::Command command;
    command.words = std::move(words);
    command.words.push_back(folder);
    command.limit = request.limit;
    failed.ending = system.process.run(std::move(command), [&text](std::string_view part) {
      text += part;
      return true;
    });
    if (failed.ending.kind != system::Ending::Kind::not_found) break;
  }
  if (failed.ending.is_success()) return std::nullopt;
  return failed;
}

std::string relative_path(const std::string& path, const std::string& from) {
  return std::filesystem::path(path).lexically_relative(from).string();
}

/// In YAML, in double quotes.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

}  // namespace

KustomizeBuild take_origins(std::string_view annotated) {
  return OriginReader(annotated).read();
}

Rendered render_kustomization(const system::System& system, const KustomizeRequest& request) {
  Rendered rendered;
  const auto fail = [&](const Error& error) {
    rendered.errors.push_back({request.folder, 0, error.message, error.hint});
    return std::move(rendered);
  };
  const auto& files = system.files;
  if (!files.exists(request.folder))
    return fail({"does not exist", "name the directory of a kustomization"});
  const auto kustomization = kustomization_in(files, request.folder);
  if (!kustomization)
    return fail({"is not a kustomization: it has no kustomization.yaml",
                 "name the directory that holds it"});
  std::set<std::string> seen;
  if (const auto remote = remote_base(files, request.folder, seen); !remote.empty())
    return fail({"builds on `" + remote + "`, which is not fetched",
                 "run `kubectl kustomize " + shell_word(request.folder) + " | fargate-lint -`"});
  auto scratch = system::ScratchFolder::make();
  if (!scratch) return fail(scratch.error());
  const auto folder = scratch.value()->path();
  const auto base = relative_path(files.canonical(request.folder), folder);
  if (auto failure = scratch.value()->write(
          "kustomization.yaml",
          "resources: [" + quoted(base) +
              "]\nbuildMetadata: [originAnnotations, transformerAnnotations]\n"))
    return fail(*failure);
  std::string text;
  if (const auto failed = build(system, request, folder, text))
    return fail(explain(*failed, request, folder));
  auto built = take_origins(text);
  if (trimmed(built.text, kSpaces).empty())
    return fail({"builds nothing", "name a kustomization that has resources"});
  RenderedFile file;
  file.path = "kubectl kustomize " + shell_word(request.folder);
  file.made_from = join_path(files.canonical(request.folder), file_name(*kustomization));
  file.text = built.text;
  file.origins = std::make_shared<KustomizeOrigins>(files, folder, std::move(built));
  rendered.files.push_back(std::move(file));
  return rendered;
}

}  // namespace fargate_lint::input
