#include "input/archive.hpp"

#include <algorithm>
#include <utility>

#include "base/archive_names.hpp"
#include "base/paths.hpp"
#include "input/archive_collector.hpp"
#include "input/manifest_names.hpp"
#include "yaml/text.hpp"

namespace fargate_lint::input {
namespace {

using lint::PassedOver;

constexpr const char* kUnpackIt = "unpack it if you trust it, and name the directory instead";
constexpr const char* kMakeItAgain = "create or download it again";

/// Longer names than Linux opens (PATH_MAX) are nobody's.
constexpr std::size_t kLongestName = 4096;

bool is_zip_name(std::string_view path) {
  return path.ends_with(".zip");
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto length = yaml::utf8_sequence(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

/// Names that would lead out of the directory that the archive is unpacked in, or that no file of
/// ours can have.
bool is_unsafe(std::string_view name) {
  if (name.empty() || name.size() > kLongestName || name.starts_with('/')) return true;
  if (name.find('\0') != std::string_view::npos || !is_utf8(name)) return true;
  for (std::string_view rest = name; !rest.empty();) {
    const auto slash = std::min(rest.find('/'), rest.size());
    if (rest.substr(0, slash) == "..") return true;
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
  return false;
}

/// The directory of a relative path; empty if it has none.
std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

/// By names from the root on, as a walk goes.
bool is_found_before(const Archive::Member& a, const Archive::Member& b) {
  return std::ranges::lexicographical_compare(a.path, b.path, [](unsigned char x, unsigned char y) {
    return (x == '/' ? 0 : x) < (y == '/' ? 0 : y);
  });
}

std::string mebibytes(std::uint64_t bytes) {
  return std::to_string(bytes >> 20U) + " MiB";
}

}  // namespace

bool ArchiveCollector::count() {
  if (++count_ <= limits_.members) return true;
  fail("",
       "contains more than " + std::to_string(limits_.members) + " members; the rest is not read",
       kUnpackIt);
  return false;
}

std::optional<std::string> ArchiveCollector::wanted(std::string_view name, MemberKind kind) {
  const auto ignore = [&](PassedOver why) {
    archive_.ignored.push_back({std::string(name.substr(0, kLongestName)), why});
    return std::nullopt;
  };
  if (is_unsafe(name)) return ignore(PassedOver::member_name);
  auto path = normal_path(name);
  if (path.empty() || path == ".") return std::nullopt;
  roots_.emplace(path.substr(0, path.find('/')));
  if (kind == MemberKind::folder) return std::nullopt;
  if (kind == MemberKind::link) return ignore(PassedOver::member_link);
  if (kind == MemberKind::special) return ignore(PassedOver::member_special);
  const bool takes_all = members_ == Members::all;
  if (!takes_all && is_archive_name(path)) return ignore(PassedOver::member_archive);
  const auto last = file_name(path);
  const bool is_manifest =
      !is_ours(last) && (is_manifest_name(last) || is_kustomization_name(last));
  if (!takes_all && !is_manifest) return std::nullopt;
  if (kind == MemberKind::sparse) return ignore(PassedOver::member_sparse);
  if (!takes_all && last == kChartName) chart_roots_.emplace(folder_of(path));
  return path;
}

bool ArchiveCollector::fits(const std::string& path, std::uint64_t size) {
  if (size <= limits_.member_bytes) return true;
  fail(path,
       "is larger than " + mebibytes(limits_.member_bytes) + ", the limit for archive members",
       kUnpackIt);
  return false;
}

void ArchiveCollector::add(std::string path, std::string text) {
  const auto [entry, fresh] = texts_.insert_or_assign(std::move(path), std::move(text));
  if (!fresh) archive_.ignored.push_back({entry->first, PassedOver::member_replaced});
}

bool ArchiveCollector::unpacked(std::uint64_t bytes, std::uint64_t packed) {
  unpacked_ += bytes;
  if (unpacked_ > limits_.total_bytes) {
    fail("", "unpacks to more than " + mebibytes(limits_.total_bytes) + "; the rest is not read",
         kUnpackIt);
    return false;
  }
  if (unpacked_ > limits_.ratio_from && unpacked_ / limits_.ratio > packed) {
    fail("",
         "unpacks to more than " + std::to_string(limits_.ratio) +
             " times its size; the rest is not read",
         kUnpackIt);
    return false;
  }
  return true;
}

void ArchiveCollector::fail(std::string member, std::string message, std::string hint) {
  archive_.faults.push_back({std::move(member), {std::move(message), std::move(hint)}});
}

void ArchiveCollector::truncated() {
  fail("", "is truncated; only what precedes the end is read", kMakeItAgain);
}

void ArchiveCollector::damaged(std::string member) {
  const bool whole = member.empty();
  fail(std::move(member), whole ? "is damaged; the rest is not read" : "is damaged", kMakeItAgain);
}

Archive ArchiveCollector::finish() {
  archive_.is_chart =
      chart_roots_.contains("") || (roots_.size() == 1 && chart_roots_.contains(*roots_.begin()));
  if (archive_.is_chart) {
    archive_.faults.clear();
    return std::move(archive_);
  }
  for (auto& [path, text] : texts_) archive_.members.push_back({path, std::move(text)});
  std::ranges::sort(archive_.members, is_found_before);
  return std::move(archive_);
}

Archive read_archive(system::File& file, std::string_view path, const ArchiveLimits& limits) {
  ArchiveCollector collector(limits, Members::manifests);
  if (is_zip_name(path))
    read_zip(file, collector);
  else
    read_tar(file, collector);
  return collector.finish();
}

Archive read_package(system::File& file, const ArchiveLimits& limits) {
  ArchiveCollector collector(limits, Members::all);
  read_tar(file, collector);
  return collector.finish();
}

}  // namespace fargate_lint::input
