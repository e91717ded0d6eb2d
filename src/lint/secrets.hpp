#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "kube/workload.hpp"
#include "lint/finding.hpp"

namespace fargate_lint::lint {

inline constexpr std::string_view kSecretVariable = "AWS_SECRET_ACCESS_KEY";

/// The value of an entry of `env` that holds an AWS secret key literally; else missing.
yaml::Node find_literal_secret(yaml::Node variable);

/// What of a document's lines may be quoted.
enum class Quotable : std::uint8_t {
  all,
  no_secrets,  ///< not what stands behind keys such as `password`: of what is no manifest
  no_values,   ///< only keys: of a Secret
};
Quotable quotable_of(std::span<const kube::Object> objects);
/// Likewise of a text that cannot be read.
Quotable quotable_of(std::string_view unreadable);
/// Whether a Secret stands on the line as a whole, as in JSON without line breaks, where it may
/// share the line with any other object.
bool holds_secret(std::string_view line);
/// A line as it may be quoted; `above` is the text of its document in front of it.
std::string quote_line(std::string_view line, std::string_view above, Quotable what);

/// The secrets that the manifests of a run hold literally. Reports go to logs and pull requests:
/// this is the one place that keeps secrets out of them, so that no rule has to think of it. May be
/// filled by several threads.
class Secrets {
 public:
  /// Notes the literal secrets of a pod.
  void collect(const kube::PodTemplate& pod);
  /// Blots the secrets out of every text of the finding, its code frames included.
  void blot(Finding& finding) const;

 private:
  using Place = std::pair<std::string, std::uint32_t>;  // path and line

  std::size_t size_at_front(std::string_view text) const;
  void blot(SharedText& text) const;
  void blot(Location& where) const;

  std::mutex mutex_;
  std::map<Place, std::set<std::string>> lines_;  ///< where secrets begin
  std::set<std::string, std::less<>> values_;     ///< those to blot out wherever they stand
};

}  // namespace fargate_lint::lint
