#include "kube/embedded_pod.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "base/text.hpp"
#include "kube/fields.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::kube {
namespace {

enum class Format : std::uint8_t { other, yaml, toml };
Format format_of(std::string_view key) {
  if (key.ends_with(".toml")) return Format::toml;
  const bool is_yaml = key.ends_with(".yaml") || key.ends_with(".yml") ||
                       key.find("template") != key.npos;  // Spark's have any name
  return is_yaml ? Format::yaml : Format::other;
}

/// Nobody writes a template that is longer, and what is read is read a second time.
constexpr std::size_t kLongestTemplate = 64 * 1024;

bool may_hold(Format format, std::string_view text) {
  if (format == Format::toml) return text.find("runners.kubernetes") != text.npos;
  return format == Format::yaml && text.size() <= kLongestTemplate &&
         text.find("kind: Pod") != text.npos && text.find("containers:") != text.npos;
}

/// The `kind` of a Pod that the text is.
std::optional<EmbeddedPod> find_template(yaml::Node text) {
  const auto document = yaml::read_document(std::string(text.text()));
  if (document == nullptr) return std::nullopt;
  const auto root = document->root();
  const auto kind = root["kind"];
  if (text_of(kind) != "Pod" || root["spec"]["containers"].size() == 0) return std::nullopt;
  return EmbeddedPod{EmbeddedPodKind::pod_template, text, kind.key().range().begin,
                     kind.range().end};
}

/// "[runners.kubernetes]" of "  [runners.kubernetes]  # …", the header of a TOML table.
std::string_view header_of(std::string_view line) {
  line = trimmed(line, kSpaces);
  return line.starts_with('[') ? line.substr(0, line.find_last_of(']') + 1) : std::string_view();
}

/// Whether a line of TOML sets `privileged` to true.
bool is_privileged(std::string_view line) {
  const auto equals = line.find('=');
  if (equals == line.npos || trimmed(line.substr(0, equals), kSpaces) != "privileged") return false;
  const auto value = line.substr(equals + 1);
  return trimmed(value.substr(0, value.find('#')), kSpaces) == "true";
}

/// In GitLab Runner's configuration, the executor's table says how its job pods run
/// (https://docs.gitlab.com/runner/executors/kubernetes/).
std::optional<EmbeddedPod> find_runner(yaml::Node node) {
  const auto text = node.text();
  bool in_table = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const auto line = text.substr(begin, end - begin);
    if (const auto header = header_of(line); !header.empty())
      in_table = header == "[runners.kubernetes]";
    if (in_table && is_privileged(line))
      return EmbeddedPod{EmbeddedPodKind::gitlab_runner, node, begin + line.find('p'), end};
    begin = end + 1;
  }
  return std::nullopt;
}

}  // namespace

bool may_embed_pod(const Object& config_map) {
  for (const auto [key, value] : config_map.node["data"].entries())
    if (const auto format = format_of(key.text()); format != Format::other)
      if (may_hold(format, text_of(value))) return true;
  return false;
}

std::vector<EmbeddedPod> find_embedded_pods(const Object& config_map) {
  std::vector<EmbeddedPod> pods;
  for (const auto [key, value] : config_map.node["data"].entries()) {
    const auto format = format_of(key.text());
    if (format == Format::other || !may_hold(format, text_of(value))) continue;
    const auto found = format == Format::yaml ? find_template(value) : find_runner(value);
    if (found) pods.push_back(*found);
  }
  return pods;
}

}  // namespace fargate_lint::kube
