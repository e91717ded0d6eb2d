#include <cctype>

#include "config/config.hpp"
#include "lint/rule.hpp"

namespace fargate_lint::config {
namespace {

/// The text as a scalar: in quotes unless it can only be read as a text.
std::string scalar(std::string_view text) {
  bool plain = !text.empty() && (std::isalpha(static_cast<unsigned char>(text.front())) != 0);
  for (const char c : text)
    plain = plain && (std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                      std::string_view("-_./").find(c) != std::string_view::npos);
  for (const std::string_view word : {"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
    plain = plain && text != word;
  if (plain) return std::string(text);
  std::string quoted = "\"";
  constexpr std::string_view kHex = "0123456789abcdef";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') quoted += '\\';
    if (byte < 0x20 || byte == 0x7f)
      quoted.append("\\x").append(1, kHex[byte >> 4U]).append(1, kHex[byte & 15U]);
    else
      quoted += c;
  }
  return quoted += '"';
}

std::string flow_list(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : ", ") + scalar(text);
  return "[" + all + "]";
}

/// Writes the entries of a mapping, each on a line behind `lead`; the first one's may be another.
class Entries {
 public:
  Entries(std::string first, std::string rest, std::string& out)
      : lead_(std::move(first)), rest_(std::move(rest)), out_(out) {}
  void text(std::string_view key, const std::string& value) {
    if (!value.empty()) line(key, scalar(value));
  }
  void texts(std::string_view key, const std::vector<std::string>& values) {
    if (!values.empty()) line(key, flow_list(values));
  }
  void line(std::string_view key, const std::string& value) {
    out_ += lead_ + std::string(key) + ":" + (value.empty() ? "" : " ") + value + "\n";
    lead_ = rest_;
  }

 private:
  std::string lead_;
  std::string rest_;
  std::string& out_;
};

void append_severities(const std::vector<RuleSeverity>& settings, Entries& entries,
                       const std::string& lead, std::string& out) {
  if (settings.empty()) return;
  entries.line("severities", "");
  Entries each(lead, lead, out);
  for (const auto& setting : settings)
    each.line(setting.rule->info.id,
              setting.severity ? std::string(to_string(*setting.severity)) : "off");
}

std::vector<std::string> ids(const std::vector<const lint::Rule*>& rules) {
  std::vector<std::string> all;
  all.reserve(rules.size());
  for (const auto* rule : rules) all.emplace_back(rule->info.id);
  return all;
}

void append_profile(const fargate::Profile& profile, std::string& out) {
  out += "  - name: " + scalar(profile.name.text) + "\n";
  if (profile.selectors.empty()) return;
  out += "    selectors:\n";
  for (const auto& selector : profile.selectors) {
    out += "      - namespace: " + scalar(selector.ns.text) + "\n";
    if (selector.labels.empty()) continue;
    out += "        labels:\n";
    for (const auto& label : selector.labels)
      out += "          " + scalar(label.key.text) + ": " + scalar(label.value.text) + "\n";
  }
}

void append_overrides(const Config& config, Entries& top, std::string& out) {
  if (config.overrides.empty()) return;
  top.line("overrides", "");
  for (const auto& entry : config.overrides) {
    Entries entries("  - ", "    ", out);
    entries.texts("paths", entry.paths);
    entries.texts("ignore", ids(entry.ignore));
    append_severities(entry.severities, entries, "      ", out);
  }
}

void append_profiles(const Config& config, Entries& top, std::string& out) {
  if (config.profiles.empty() && config.declared.profiles.empty()) return;
  top.line("profiles", "");
  for (const auto& file : config.profiles) out += "  - " + scalar(file) + "\n";
  for (const auto& profile : config.declared.profiles) append_profile(profile, out);
}

void append_workloads(const Config& config, Entries& top, std::string& out) {
  if (config.workloads.empty()) return;
  top.line("workloads", "");
  for (const auto& workload : config.workloads) {
    Entries entries("  - ", "    ", out);
    entries.text("kind", workload.kind);
    entries.text("apiGroup", workload.group);
    entries.text("template", workload.template_path);
  }
}

void append_suppressions(const Config& config, Entries& top, std::string& out) {
  if (config.suppressions.empty()) return;
  top.line("suppressions", "");
  for (const auto& entry : config.suppressions) {
    Entries entries("  - ", "    ", out);
    entries.texts("rules", entry.rules);
    entries.texts("paths", entry.paths);
    entries.texts("namespaces", entry.namespaces);
    entries.texts("objects", entry.objects);
    entries.texts("containers", entry.containers);
    entries.text("reason", entry.reason);
    entries.text("until", entry.until);
  }
}

}  // namespace

std::string to_yaml(const Config& config) {
  std::string out;
  Entries top("", "", out);
  top.texts("include", config.include);
  top.texts("exclude", config.exclude);
  top.texts("environments", config.environments);
  top.texts("select", config.select);
  top.texts("ignore", config.ignore);
  append_severities(config.severities, top, "  ", out);
  append_overrides(config, top, out);
  top.text("fail-on", config.fail_on);
  top.text("severity", config.severity);
  top.text("baseline", config.baseline);
  append_profiles(config, top, out);
  top.text("cluster", config.cluster);
  top.text("nodes", config.nodes);
  top.text("region", config.region);
  top.text("namespace", config.ns);
  append_workloads(config, top, out);
  append_suppressions(config, top, out);
  return out;
}

}  // namespace fargate_lint::config
