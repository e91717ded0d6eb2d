#include "input/merge.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/parallel.hpp"
#include "fargate/source.hpp"
#include "input/duplicates.hpp"
#include "input/paths.hpp"

namespace fargate_lint::input {
namespace {

/// What all chunks of one file came to.
struct FileSummary {
  std::uint32_t documents = 0;
  std::uint32_t counted_only = 0;
  std::uint32_t not_kubernetes = 0;
  std::uint32_t not_kubernetes_line = 0;
  std::string_view advice;
  std::uint32_t commented_json = 0;
  std::uint32_t commented_json_line = 0;
  std::uint32_t dropped = 0;
  std::uint32_t dropped_line = 0;
  std::uint32_t strays = 0;
  std::uint32_t stray_line = 0;
  std::uint32_t more_duplicate_keys = 0;
  std::uint32_t more_unreadable = 0;
  std::size_t profiles = 0;
  bool failed = false;
};

std::vector<FileSummary> summarise(const ScanResults& results, std::size_t files) {
  std::vector<FileSummary> summaries(files);
  for (const auto& each : results) {
    const auto& result = *each;
    auto& file = summaries[result.file];
    file.documents += result.account.total;
    file.counted_only += result.counted_only;
    if (file.not_kubernetes == 0) file.not_kubernetes_line = result.not_kubernetes_line;
    file.not_kubernetes += result.not_kubernetes;
    if (file.advice.empty()) file.advice = result.advice;
    if (file.commented_json == 0) file.commented_json_line = result.commented_json_line;
    file.commented_json += result.commented_json;
    if (file.dropped == 0) file.dropped_line = result.dropped_line;
    file.dropped += result.dropped;
    if (file.strays == 0) file.stray_line = result.stray_line;
    file.strays += result.strays;
    file.more_duplicate_keys += result.more_duplicate_keys;
    file.more_unreadable += result.more_unreadable;
    file.profiles += result.profiles.size();
    file.failed = file.failed || !result.errors.empty() || !result.unreadable.empty();
  }
  return summaries;
}

void add(const lint::Account& from, lint::Account& to) {
  to.total += from.total;
  to.linted += from.linted;
  to.without_pods += from.without_pods;
  to.ignored += from.ignored;
  to.unreadable += from.unreadable;
}

template <typename T>
void append(std::vector<T>&& from, std::vector<T>& to) {
  std::ranges::move(from, std::back_inserter(to));
}

std::string known_formats() {
  std::string text;
  for (const auto* source : fargate::profile_sources()) {
    if (!text.empty()) text += ", ";
    text += source->title;
  }
  return text;
}

/// One entry per chart and per folder of a kustomization, one per file of other documents.
void say_what_is_ignored(const Walk& walk, const std::vector<FileSummary>& files,
                         const LoadOptions& options, lint::Reading& input) {
  const auto lint_output_of = [&options](const char* render, const std::string& folder) {
    return render + shell_word(folder) + " | " + options.program + " -";
  };
  std::map<std::pair<Treatment, std::string>, std::size_t> entry_of;
  for (std::size_t i = 0; i < walk.files.size(); ++i) {
    const auto& file = walk.files[i];
    const auto& summary = files[i];
    if (file.treatment != Treatment::lint) {
      const auto [entry, fresh] =
          entry_of.emplace(std::pair(file.treatment, file.folder), input.ignored.size());
      if (fresh) {
        const bool chart = file.treatment == Treatment::chart;
        input.ignored.push_back(
            {file.folder, 0, 0, chart ? "chart, not rendered" : "kustomize patch",
             lint_output_of(chart ? "helm template " : "kubectl kustomize ", file.folder)});
      }
      input.ignored[entry->second].documents += summary.counted_only;
      continue;
    }
    if (summary.not_kubernetes != 0)
      input.ignored.push_back({file.path, summary.not_kubernetes_line, summary.not_kubernetes,
                               summary.advice.empty()
                                   ? "not a Kubernetes object"
                                   : "neither Kubernetes objects nor profiles as they are read",
                               std::string(summary.advice)});
    if (summary.commented_json != 0)
      input.ignored.push_back({file.path, summary.commented_json_line, summary.commented_json,
                               "JSON with comments, without apiVersion", ""});
    if (summary.dropped != 0)
      input.ignored.push_back(
          {file.path, summary.dropped_line, summary.dropped, "behind the end of a document", ""});
    if (summary.strays != 0)
      input.ignored.push_back(
          {file.path, summary.stray_line, summary.strays, "list items that are no objects", ""});
    if (summary.more_duplicate_keys != 0)
      input.ignored.push_back(
          {file.path, 0, summary.more_duplicate_keys, "more duplicate keys", ""});
    if (summary.more_unreadable != 0)
      input.ignored.push_back(
          {file.path, 0, summary.more_unreadable, "more unreadable documents", ""});
    if (summary.documents == 0 && !summary.failed)
      input.ignored.push_back({file.path, 0, 0, "no documents", ""});
  }
  for (const auto& folder : walk.kustomized)
    if (!entry_of.contains({Treatment::patch, folder}))
      input.ignored.push_back({folder, 0, 0, "namespace or labels that its kustomization sets",
                               lint_output_of("kubectl kustomize ", folder)});
  for (const auto& path : walk.gitignored)
    input.ignored.push_back({path, 0, 0, "named by .gitignore", ""});
  for (const auto& path : walk.left_out)
    input.ignored.push_back({path, 0, 0, "left out by the configuration", ""});
  for (const auto& path : walk.special)
    input.ignored.push_back({path, 0, 0, "a pipe or a device, not a file", "name it to read it"});
}

/// Terraform may well declare the profiles that the input lacks.
void say_terraform(const Walk& walk, lint::Reading& input) {
  for (const auto& folder : walk.terraform)
    input.ignored.push_back({folder, 0, 0, "Terraform source, which is not evaluated",
                             "to see the profiles it makes: terraform plan -out=plan && "
                             "terraform show -json plan > plan.json, then --profiles plan.json"});
}

void say_what_is_missing(const Walk& walk, const std::vector<FileSummary>& files,
                         const LoadOptions& options, lint::Reading& input) {
  for (std::size_t i = 0; i < walk.files.size(); ++i) {
    const auto& file = walk.files[i];
    const bool told = files[i].failed && files[i].advice.empty();
    if (file.must_declare && files[i].profiles == 0 && !told)
      input.errors.push_back({file.path, 0, "declares no Fargate profile",
                              files[i].advice.empty() ? "formats read: " + known_formats()
                                                      : std::string(files[i].advice)});
    else if (file.path == "-" && files[i].documents == 0 && !files[i].failed)
      input.errors.push_back(
          {"-", 0, "standard input holds no document",
           "look at what the program before `" + options.program + "` in the pipe says"});
  }
  if (input.account.total == 0 && input.errors.empty() && !options.filter.of_named)
    input.errors.push_back({"", 0, "nothing to lint: the input holds no document",
                            "name files or folders with Kubernetes manifests"});
}

}  // namespace

Loaded merge(Walk walk, ScanResults results, std::unique_ptr<const kube::WorkloadKinds> kinds,
             const LoadOptions& options, std::shared_ptr<lint::Reading> reading) {
  lint::Reading& input = *reading;
  input.inventory.keep(std::move(kinds));
  input.inventory.set_complete(options.complete);
  input.errors = std::move(walk.errors);
  auto profiles = options.declared.profiles;
  input.profile_faults = options.declared.faults;
  input.account.files = static_cast<std::uint32_t>(walk.files.size());
  const auto files = summarise(results, walk.files.size());
  for (auto& each : results) {
    auto& result = *each;
    result.first_kept = input.inventory.objects().size();
    add(result.account, input.account);
    input.inventory.add(std::move(result.documents), std::exchange(result.kept, {}));
    if (result.resting) input.inventory.keep(std::move(result.resting));
    append(std::move(result.profiles), profiles);
    append(std::move(result.profile_faults), input.profile_faults);
    append(std::move(result.role_associations), input.role_associations);
    append(std::move(result.unreadable), input.unreadable);
    append(std::move(result.duplicate_keys), input.duplicate_keys);
    append(std::move(result.ignores), input.ignores);
    append(std::move(result.errors), input.errors);
  }
  DuplicateFinder duplicates(walk, results, input.inventory);
  // They only read the objects, and none waits for what another makes.
  const auto index_or_gather = [&](std::size_t i) {
    if (i == 0) return input.inventory.index_names();
    if (i == 1) return input.inventory.index_workloads();
    duplicates.gather();
  };
  for_each_index(3, options.threads, index_or_gather, 1);
  input.duplicate_objects = duplicates.compare(options.threads);
  input.inventory.index_rest();
  say_what_is_ignored(walk, files, options, input);
  if (profiles.empty()) say_terraform(walk, input);
  say_what_is_missing(walk, files, options, input);
  const auto& account = input.account;
  require(
      account.total == account.linted + account.without_pods + account.ignored + account.unreadable,
      "every document is linted, without pods, ignored or unreadable");
  return {std::move(reading), fargate::Fleet(std::move(profiles))};
}

}  // namespace fargate_lint::input
