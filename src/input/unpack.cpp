#include "input/unpack.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "base/archive_names.hpp"
#include "base/parallel.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"
#include "input/archive.hpp"

namespace fargate_lint::input {
namespace {

Error nothing_in(const Archive& archive) {
  Error error{"contains no .yaml, .yml or .json file", "name an archive with manifests"};
  if (archive.ignored.empty()) return error;
  std::vector<std::string> names;
  constexpr std::size_t kShown = 2;
  for (std::size_t i = 0; i < std::min(kShown, archive.ignored.size()); ++i)
    names.push_back("`" + archive.ignored[i].name + "`");
  error.message = "contains no manifest to read, only links, archives or other members that are " +
                  ("never read: " + listed(names, archive.ignored.size()));
  return error;
}

class Unpacking {
 public:
  Unpacking(system::Overlay& files, LoadOptions& options) : files_(files), options_(options) {}

  void run() {
    auto sources = std::exchange(options_.paths, {});
    std::vector<Unpacked> archives(sources.size());
    const auto read = [&](std::size_t i) {
      const auto* path = std::get_if<std::string>(&sources[i]);
      if (path != nullptr && is_wanted(*path)) archives[i] = unpack(*path);
    };
    for_each_index(sources.size(), options_.threads, read, 1);
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (archives[i])
        take(std::get<std::string>(sources[i]), *std::move(archives[i]));
      else
        options_.paths.push_back(std::move(sources[i]));
    }
  }

 private:
  /// What is excluded, and what is not there or is a directory, is told as it is of any path.
  bool is_wanted(const std::string& path) const {
    if (!is_archive_name(path)) return false;
    const auto status = files_.status(path);
    if (!status || status.value().kind == system::Kind::folder) return false;
    return !options_.filter.of_named || !options_.filter.leaves_out(files_.canonical(path), false);
  }

  void fail(const std::string& path, Error error) {
    options_.errors.push_back({path, 0, std::move(error.message), std::move(error.hint)});
  }
  void pass_over(const std::string& path, lint::PassedOver why) {
    options_.not_linted.push_back({path, 0, 0, why});
  }

  using Unpacked = std::optional<Result<Archive>>;
  /// Any thread may.
  Unpacked unpack(const std::string& path) const;
  void take(const std::string& path, Result<Archive> unpacked);
  void take(const std::string& shown, const std::string& absolute, Archive::Member member);

  system::Overlay& files_;
  LoadOptions& options_;
};

Unpacking::Unpacked Unpacking::unpack(const std::string& path) const {
  const auto file = files_.open(path);
  if (!file) return Result<Archive>(file.error());
  return Result<Archive>(read_archive(*file.value(), path));
}

void Unpacking::take(const std::string& path, Result<Archive> unpacked) {
  const auto shown = files_.shown(path);
  if (!unpacked) return fail(shown, unpacked.error());
  auto archive = std::move(unpacked).value();
  if (archive.is_chart)
    return fail(shown, {"is a Helm chart, which must be rendered first",
                        "`" + options_.program + " --helm " + shell_word(shown) + "` renders it"});
  for (auto& fault : archive.faults)
    fail(fault.member.empty() ? shown : member_path(shown, fault.member), std::move(fault.error));
  for (const auto& ignored : archive.ignored)
    pass_over(member_path(shown, ignored.name), ignored.why);
  if (archive.members.empty() && archive.faults.empty()) fail(shown, nothing_in(archive));
  // Not canonical: two names of one archive are two archives, unless they are the same word.
  const auto absolute = normal_path(join_path(files_.working_directory(), path));
  for (auto& member : archive.members) take(shown, absolute, std::move(member));
}

void Unpacking::take(const std::string& shown, const std::string& absolute,
                     Archive::Member member) {
  // To the patterns of a configuration the archive is a directory.
  if (options_.filter.leaves_out(join_path(absolute, member.path), false))
    return pass_over(member_path(shown, member.path), lint::PassedOver::left_out);
  const auto path = member_path(absolute, member.path);
  options_.paths.emplace_back(path);
  files_.add(path, std::move(member.text));
}

}  // namespace

void unpack_archives(system::Overlay& files, LoadOptions& options) {
  Unpacking(files, options).run();
}

}  // namespace fargate_lint::input
