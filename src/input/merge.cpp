#include "input/merge.hpp"

#include <algorithm>
#include <map>
#include <optional>
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
  std::size_t manifests = 0;
  bool failed = false;
  std::optional<yaml::SyntaxError> unreadable = std::nullopt;  ///< of the first such document
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
    file.manifests += result.manifests;
    if (!file.unreadable && !result.unreadable.empty())
      file.unreadable = result.unreadable.front().error;
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
  const auto settle = [&part](std::vector<kube::Object> objects) {
    for (auto& object : objects) object.environment = part.environment;
    return objects;
  };
  if (shared) {
    if (result.resting != nullptr)
      inventory.keep(std::shared_ptr<const kube::RestingPart>(part.result, result.resting.get()));
    inventory.add_shared(part.result, settle(result.kept));
    return;
  }
  inventory.add(std::move(result.documents), settle(std::exchange(result.kept, {})));
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

/// One entry per chart and per directory of a kustomization, one per file of other documents.
void say_what_is_not_linted(const Walk& walk, const std::vector<FileSummary>& files,
                            std::vector<NotLinted>& told) {
  std::map<std::pair<Treatment, std::string>, std::size_t> entry_of;
  for (std::size_t i = 0; i < walk.files.size(); ++i) {
    const auto& file = walk.files[i];
    say_what_is_passed_over(file, files[i], told);
    if (files[i].counted_only == 0) continue;
    const auto kind = file.treatment == Treatment::patch ? Treatment::patch : Treatment::chart;
    const auto [entry, fresh] = entry_of.emplace(std::pair(kind, file.folder), told.size());
    if (fresh)
      told.push_back(
          {file.folder, 0, 0, kind == Treatment::chart ? PassedOver::chart : PassedOver::patch});
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
  say_paths(walk.dangling_links, PassedOver::dangling_link);
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

/// Why a file that was to declare profiles declares none.
Error no_profiles(const FileSummary& file) {
  const auto advice = fargate::advice(file.other_format);
  if (!advice.empty()) return {"declares no Fargate profile", std::string(advice)};
  if (!file.unreadable) return {"declares no Fargate profile", "formats read: " + known_formats()};
  const auto& error = *file.unreadable;
  return {"cannot be read: line " + std::to_string(error.span.begin.line) + ": " + error.message,
          error.help};
}

/// What is to be done where nothing could be linted.
std::string way_out(const std::vector<NotLinted>& not_linted, const std::string& program) {
  const auto rendered = [&program](const char* flag, const std::string& path) {
    return program + " " + flag + " " + shell_word(path);
  };
  for (const auto& entry : not_linted) {
    if (entry.why == PassedOver::chart) return rendered("--helm", entry.path);
    if (entry.why == PassedOver::patch || entry.why == PassedOver::kustomized)
      return rendered("-k", entry.path);
  }
  for (const auto& entry : not_linted)
    if (entry.path.ends_with("/Chart.yaml") || entry.path.ends_with("/values.yaml"))
      return "render the chart: `" + rendered("--helm", parent_path(entry.path)) + "`";
  return "name files or directories with Kubernetes manifests";
}

lint::InputError too_many_environments() {
  return {
      "", 0,
      "`environments` matches more than " + std::to_string(Environments::kMost) + " directories",
      "list the directories themselves, or fewer of them"};
}

/// A run that looks at nothing must not pass: the path in a pipeline may have changed.
void say_nothing_read(const std::vector<FileSummary>& files, const LoadOptions& options,
                      bool has_profiles, lint::Reading& input) {
  const auto& account = input.account;
  if (!input.errors.empty() || account.unreadable != 0 || options.filter.of_named) return;
  for (const auto& file : files)
    if (file.manifests != 0) return;
  const auto unrendered = [](const NotLinted& entry) {
    return entry.why == PassedOver::chart || entry.why == PassedOver::patch ||
           entry.why == PassedOver::kustomized;
  };
  // Profiles alone are worth a look, unless what they are for was not rendered.
  if (has_profiles && std::ranges::none_of(input.not_linted, unrendered)) return;
  const bool is_empty = account.total == 0 && std::ranges::none_of(input.not_linted, unrendered);
  input.errors.push_back({"", 0,
                          is_empty ? "nothing to lint: the input contains no document"
                                   : "nothing was linted: the input contains no Kubernetes object",
                          way_out(input.not_linted, options.program)});
}

void say_what_is_missing(const Walk& walk, const std::vector<FileSummary>& files,
                         const LoadOptions& options, bool has_profiles, lint::Reading& input) {
  for (std::size_t i = 0; i < walk.files.size(); ++i) {
    const auto& file = walk.files[i];
    const bool told = files[i].failed && !files[i].unreadable;
    if (file.must_declare && files[i].profiles == 0 && !told) {
      auto error = no_profiles(files[i]);
      input.errors.push_back({file.path, 0, std::move(error.message), std::move(error.hint), true});
    } else if (file.is_standard_input && files[i].documents == 0 && !files[i].failed) {
      input.errors.push_back(
          {"-", 0, "contains no document",
           "check the output of the program before `" + options.program + "` in the pipe"});
    }
  }
  say_nothing_read(files, options, has_profiles, input);
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
  for (const auto& [kind, ns] : options.complete_kinds) input.inventory.set_complete(*kind, ns);
  input.errors = options.errors;
  input.errors.insert(input.errors.end(), walk.errors.begin(), walk.errors.end());
  input.not_linted = options.not_linted;
  auto profiles = options.declared.profiles;
  auto clusters = options.declared.clusters;
  input.profile_faults = options.declared.faults;
  input.account.files = static_cast<std::uint32_t>(walk.files.size());
  input.patches = walk.patches;
  input.unquoted.insert(walk.unquoted.begin(), walk.unquoted.end());
  const auto files = summarise(parts, walk.files.size());
  auto environments = options.environments;
  std::vector<kube::Environment> environment_of;
  for (const auto& file : walk.files) environment_of.push_back(environments.of(file.home()));
  if (environments.too_many()) input.errors.push_back(too_many_environments());
  for (auto& part : parts) {
    part.environment = environment_of[part.file];
    part.first_kept = input.inventory.objects().size();
    add_objects(part, shared, input.inventory);
    auto& result = *part.result;
    add(result.account, input.account);
    append(result.profiles, shared, profiles);
    append(result.profile_faults, shared, input.profile_faults);
    append(result.role_associations, shared, input.role_associations);
    append(result.clusters, shared, clusters);
    append(result.unreadable, shared, input.unreadable);
    append(result.duplicate_keys, shared, input.duplicate_keys);
    append(result.broken_json, shared, input.broken_json);
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
  say_what_is_missing(walk, files, options, !profiles.empty(), input);
  const auto& account = input.account;
  require(
      account.total == account.linted + account.without_pods + account.ignored + account.unreadable,
      "every document is linted, without pods, ignored or unreadable");
  return {reading, fargate::Fleet(std::move(profiles), {}, std::move(clusters)),
          environments.unused()};
}

}  // namespace fargate_lint::input
