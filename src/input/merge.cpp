#include "input/merge.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/parallel.hpp"
#include "base/paths.hpp"
#include "fargate/source.hpp"
#include "input/duplicates.hpp"

namespace fargate_lint::input {
namespace {

using lint::NotLinted;
using lint::PassedOver;

/// What all chunks of one file came to.
struct FileSummary {
  std::uint32_t documents = 0;
  std::uint32_t counted_only = 0;
  lint::PassedOverTallies passed_over;
  fargate::OtherFormat other_format = fargate::OtherFormat::none;
  std::size_t profiles = 0;
  bool failed = false;
};

std::vector<FileSummary> summarise(const Parts& parts, std::size_t files) {
  std::vector<FileSummary> summaries(files);
  for (const auto& part : parts) {
    const auto& result = *part.result;
    auto& file = summaries[part.file];
    file.documents += result.account.total;
    file.counted_only += result.counted_only;
    file.passed_over.add(result.passed_over);
    if (file.other_format == fargate::OtherFormat::none) file.other_format = result.other_format;
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

/// Takes the values out of a result, unless others are to find them there.
template <typename T>
void append(std::vector<T>& from, bool shared, std::vector<T>& to) {
  if (shared)
    to.insert(to.end(), from.begin(), from.end());
  else
    std::ranges::move(from, std::back_inserter(to));
}

/// Documents that are shared stay with the result, which is kept instead.
void add_objects(const Part& part, bool shared, kube::Inventory& inventory) {
  auto& result = *part.result;
  if (shared) {
    if (result.resting != nullptr)
      inventory.keep(std::shared_ptr<const kube::RestingPart>(part.result, result.resting.get()));
    inventory.add_shared(part.result, std::vector(result.kept));
    return;
  }
  inventory.add(std::move(result.documents), std::exchange(result.kept, {}));
  if (result.resting != nullptr) inventory.keep(std::move(result.resting));
}

std::string known_formats() {
  std::string text;
  for (const auto* source : fargate::profile_sources()) {
    if (!text.empty()) text += ", ";
    text += source->title;
  }
  return text;
}

/// What of a file that was to be linted was not.
void say_what_is_passed_over(const FoundFile& file, const FileSummary& summary,
                             std::vector<NotLinted>& told) {
  for (const auto& [why, tally] : summary.passed_over.entries()) {
    const bool is_other =
        why == PassedOver::not_kubernetes && summary.other_format != fargate::OtherFormat::none;
    told.push_back({file.path, tally.first_line, tally.count,
                    is_other ? PassedOver::other_format : why,
                    is_other ? summary.other_format : fargate::OtherFormat::none});
  }
  if (summary.documents == 0 && !summary.failed)
    told.push_back({file.path, 0, 0, PassedOver::no_documents});
}

/// One entry per chart and per folder of a kustomization, one per file of other documents.
void say_what_is_not_linted(const Walk& walk, const std::vector<FileSummary>& files,
                            std::vector<NotLinted>& told) {
  std::map<std::pair<Treatment, std::string>, std::size_t> entry_of;
  for (std::size_t i = 0; i < walk.files.size(); ++i) {
    const auto& file = walk.files[i];
    if (file.treatment == Treatment::lint) {
      say_what_is_passed_over(file, files[i], told);
      continue;
    }
    const auto [entry, fresh] =
        entry_of.emplace(std::pair(file.treatment, file.folder), told.size());
    if (fresh)
      told.push_back({file.folder, 0, 0,
                      file.treatment == Treatment::chart ? PassedOver::chart : PassedOver::patch});
    told[entry->second].documents += files[i].counted_only;
  }
  const auto say_paths = [&told](const auto& paths, PassedOver why) {
    for (const auto& path : paths) told.push_back({path, 0, 0, why});
  };
  for (const auto& folder : walk.kustomized)
    if (!entry_of.contains({Treatment::patch, folder}))
      told.push_back({folder, 0, 0, PassedOver::kustomized});
  say_paths(walk.gitignored, PassedOver::gitignored);
  say_paths(walk.left_out, PassedOver::left_out);
  say_paths(walk.special, PassedOver::special_file);
  say_paths(walk.folder_links, PassedOver::folder_link);
  say_paths(walk.far_links, PassedOver::far_link);
}

/// Objects that are given with what makes them, a tally for each file.
void say_what_is_owned(const kube::Inventory& inventory, std::vector<NotLinted>& told) {
  const auto first = told.size();
  for (const auto& [object, owner] : inventory.owned()) {
    const auto& path = object->path();
    if (told.size() == first || told.back().path != path) {
      const auto line =
          object->resting != nullptr ? object->resting->first_line : object->node.position().line;
      told.push_back({path.str(), line, 0, PassedOver::owned});
    }
    ++told.back().documents;
  }
}

/// Terraform may well declare the profiles that the input lacks.
void say_terraform(const Walk& walk, lint::Reading& input) {
  for (const auto& folder : walk.terraform)
    input.not_linted.push_back({folder, 0, 0, PassedOver::terraform_source});
}

void say_what_is_missing(const Walk& walk, const std::vector<FileSummary>& files,
                         const LoadOptions& options, lint::Reading& input) {
  for (std::size_t i = 0; i < walk.files.size(); ++i) {
    const auto& file = walk.files[i];
    const auto advice = fargate::advice(files[i].other_format);
    const bool told = files[i].failed && advice.empty();
    if (file.must_declare && files[i].profiles == 0 && !told)
      input.errors.push_back(
          {file.path, 0, "declares no Fargate profile",
           advice.empty() ? "formats read: " + known_formats() : std::string(advice)});
    else if (file.is_standard_input && files[i].documents == 0 && !files[i].failed)
      input.errors.push_back(
          {"-", 0, "standard input holds no document",
           "look at what the program before `" + options.program + "` in the pipe says"});
  }
  if (input.account.total == 0 && input.errors.empty() && !options.filter.of_named)
    input.errors.push_back({"", 0, "nothing to lint: the input holds no document",
                            "name files or folders with Kubernetes manifests"});
}

}  // namespace

Loaded merge(const Walk& walk, Parts parts, bool shared, std::shared_ptr<const Common> common,
             const LoadOptions& options) {
  const auto reading = std::make_shared<lint::Reading>();
  auto& input = *reading;
  input.default_namespace = common->default_namespace;
  input.default_namespace_given = options.default_namespace_given;
  input.inventory.keep(std::shared_ptr<const kube::WorkloadKinds>(common, &common->kinds));
  input.inventory.set_complete(options.complete);
  input.errors = walk.errors;
  auto profiles = options.declared.profiles;
  input.profile_faults = options.declared.faults;
  input.account.files = static_cast<std::uint32_t>(walk.files.size());
  const auto files = summarise(parts, walk.files.size());
  for (auto& part : parts) {
    part.first_kept = input.inventory.objects().size();
    add_objects(part, shared, input.inventory);
    auto& result = *part.result;
    add(result.account, input.account);
    append(result.profiles, shared, profiles);
    append(result.profile_faults, shared, input.profile_faults);
    append(result.role_associations, shared, input.role_associations);
    append(result.unreadable, shared, input.unreadable);
    append(result.duplicate_keys, shared, input.duplicate_keys);
    append(result.ignores, shared, input.ignores);
    append(result.errors, shared, input.errors);
  }
  DuplicateFinder duplicates(walk, parts, input.inventory);
  // They only read the objects, and none waits for what another makes.
  const auto index_or_gather = [&](std::size_t i) {
    if (i == 0) return input.inventory.index_names();
    if (i == 1) return input.inventory.index_workloads();
    duplicates.gather();
  };
  for_each_index(3, options.threads, index_or_gather, 1);
  input.duplicate_objects = duplicates.compare(options.threads);
  input.inventory.index_rest();
  say_what_is_not_linted(walk, files, input.not_linted);
  say_what_is_owned(input.inventory, input.not_linted);
  if (profiles.empty()) say_terraform(walk, input);
  say_what_is_missing(walk, files, options, input);
  const auto& account = input.account;
  require(
      account.total == account.linted + account.without_pods + account.ignored + account.unreadable,
      "every document is linted, without pods, ignored or unreadable");
  return {reading, fargate::Fleet(std::move(profiles))};
}

}  // namespace fargate_lint::input
