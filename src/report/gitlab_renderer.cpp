#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>

#include "lint/baseline.hpp"
#include "lint/rule.hpp"
#include "report/clusters.hpp"
#include "report/finding_text.hpp"
#include "report/json_writer.hpp"
#include "report/renderers.hpp"
#include "report/text.hpp"

// A Code Quality report of GitLab:
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format

namespace fargate_lint::report {
namespace {

using lint::Severity;

std::string_view gitlab_severity(Severity severity) {
  switch (severity) {
    case Severity::error: return "major";
    case Severity::warning: return "minor";
    case Severity::info: return "info";
  }
  return "info";
}

/// FNV-1a, 64 bits, over all texts with a byte between them that is in none.
class Hash {
 public:
  void take(std::string_view text) {
    for (const char c : text) take(static_cast<unsigned char>(c));
    take(static_cast<unsigned char>(0xFF));
  }
  std::string hex() const {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value_, 16).ptr;
    const std::string text(digits.data(), end);
    return std::string(digits.size() - text.size(), '0') + text;
  }

 private:
  void take(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001B3ULL; }
  std::uint64_t value_ = 0xCBF29CE484222325ULL;
};

/// What a finding is known by from one pipeline to the next: as in a baseline, neither its line,
/// which moves, nor its words, which may change; and its path, for a file may hold copies.
std::string identity(const lint::Finding& finding, std::string_view path,
                     const std::string& cluster) {
  Hash hash;
  hash.take(path);
  for (const auto& part : lint::baseline_key(finding)) hash.take(part);
  if (!cluster.empty()) hash.take(cluster);
  return hash.hex();
}

using Met = std::unordered_map<std::string, std::uint32_t>;

void write_finding(JsonWriter& json, const lint::Finding& finding, const std::string& cluster,
                   const std::string& mark, const RenderOptions& options, Met& met) {
  const auto path = repository_path(options, finding.where.path);
  auto fingerprint = identity(finding, path, cluster);
  if (const auto count = met[fingerprint]++; count != 0)
    fingerprint += "-" + std::to_string(count + 1);
  json.begin_object();
  json.member("description",
              std::string(finding.rule->id) + ": " + sanitise(finding.message) + mark);
  json.member("check_name", finding.rule->id).member("fingerprint", fingerprint);
  json.member("severity", gitlab_severity(finding.severity));
  json.key("location").begin_object().member("path", path);
  json.key("lines").begin_object().member("begin", std::max(finding.where.span.begin.line, 1U));
  json.end_object().end_object().end_object();
}

void render(Reports reports, const RenderOptions& options, const Output& output) {
  auto& out = output.text();
  Met met;  // GitLab drops entries whose fingerprint it has met, so equal findings are counted
  JsonWriter json(out);
  json.begin_array();
  for (const auto& report : reports) {
    const auto cluster = cluster_name(reports, report);
    const auto mark = cluster_mark(reports, report);
    for (const auto& finding : report.findings)
      write_finding(json, finding, cluster, mark, options, met);
  }
  json.end_array();
  out += '\n';
}

}  // namespace

const Renderer gitlab_renderer = {"gitlab", "a Code Quality report of GitLab", render};

}  // namespace fargate_lint::report
