#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "config/config.hpp"
#include "fargate/sources/inline.hpp"
#include "kube/builtin_kinds.hpp"
#include "kube/workload.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::config {
namespace {

constexpr std::array<std::string_view, 17> kTopKeys = {
    "include",   "exclude", "environments", "select",    "ignore",      "severities",
    "overrides", "fail-on", "severity",     "baseline",  "profiles",    "cluster",
    "nodes",     "region",  "namespace",    "workloads", "suppressions"};
constexpr std::array<std::string_view, 3> kOverrideKeys = {"paths", "ignore", "severities"};
constexpr std::array<std::string_view, 3> kWorkloadKeys = {"kind", "apiGroup", "template"};
constexpr std::array<std::string_view, 7> kSuppressionKeys = {
    "rules", "paths", "namespaces", "objects", "containers", "reason", "until"};

std::string_view described(yaml::Node node) {
  switch (node.kind()) {
    case yaml::Kind::missing: return "missing";
    case yaml::Kind::null: return "null";
    case yaml::Kind::boolean: return "a boolean";
    case yaml::Kind::integer:
    case yaml::Kind::floating: return "a number";
    case yaml::Kind::string: return "a string";
    case yaml::Kind::sequence: return "a list";
    case yaml::Kind::mapping: return "a mapping";
  }
  return "";
}

/// Reads one document into a Reading. What is wrong is noted, and the rest is read all the same, so
/// that one run shows everything.
class ConfigReader {
 public:
  ConfigReader(lint::RuleList rules, Reading& reading) : rules_(rules), reading_(reading) {}

  void top(yaml::Node root);
  void problem(yaml::Node node, std::string message, std::string hint) {
    problem(node.position(), std::move(message), std::move(hint));
  }
  void problem(yaml::Position at, std::string message, std::string hint) {
    reading_.problems.push_back({at.line, at.column, std::move(message), std::move(hint)});
  }

 private:
  /// Whether `node` is a mapping; its keys are then held against those of the section.
  bool mapping(yaml::Node node, Section section, std::string_view of);
  bool wrong(yaml::Node node, std::string_view name, std::string_view wanted,
             std::string hint = {});
  std::string text(yaml::Node node, std::string_view name);
  std::vector<std::string> texts(yaml::Node node, std::string_view name);
  /// Calls `each` with every item of a list.
  template <typename Each>
  void list(yaml::Node node, std::string_view name, Each each);
  std::vector<const lint::Rule*> rules(yaml::Node node, std::string_view name);
  std::vector<std::string> selection(yaml::Node node, std::string_view name);
  std::vector<RuleSeverity> severities(yaml::Node node);
  std::vector<std::string> environments(yaml::Node node);
  std::string fail_on(yaml::Node node);
  std::string severity(yaml::Node node);
  std::string nodes(yaml::Node node);
  void profile(yaml::Node node);
  void override_entry(yaml::Node node);
  void workload(yaml::Node node);
  void suppression(yaml::Node node);
  /// `select` and `ignore` name rules as the flags of these names do; says what they do not name.
  std::vector<const lint::Rule*> chosen(yaml::Node at, const std::vector<std::string>& entries);

  lint::RuleList rules_;
  Reading& reading_;
};

bool ConfigReader::wrong(yaml::Node node, std::string_view name, std::string_view wanted,
                         std::string hint) {
  problem(node,
          in_backticks(name) + " must be " + std::string(wanted) + ", not " +
              std::string(described(node)),
          std::move(hint));
  return false;
}

bool ConfigReader::mapping(yaml::Node node, Section section, std::string_view of) {
  if (!node.is_mapping()) return wrong(node, of, "a mapping");
  const auto known = keys_of(section);
  for (const auto [key, value] : node.entries()) {
    const auto name = key.text();
    if (std::ranges::find(known, name) != known.end()) continue;
    const auto close = nearest(name, {known.begin(), known.end()});
    std::string all;
    for (const auto one : known) all.append(all.empty() ? "" : ", ").append(one);
    problem(key, "unknown key " + in_backticks(name) + " in " + std::string(of),
            close.empty() ? "keys: " + all : "did you mean " + in_backticks(close) + "?");
  }
  return true;
}

std::string ConfigReader::text(yaml::Node node, std::string_view name) {
  if (!node) return {};
  if (!node.is_string()) {
    const bool scalar = node.is_number() || node.is_boolean();
    wrong(node, name, "a string",
          scalar ? "put it in quotes: \"" + std::string(node.text()) + "\"" : std::string());
    return {};
  }
  if (node.text().empty())
    problem(node, in_backticks(name) + " is empty", "write a value, or remove the key");
  return std::string(node.text());
}

template <typename Each>
void ConfigReader::list(yaml::Node node, std::string_view name, Each each) {
  if (!node) return;
  if (!node.is_sequence()) {
    wrong(node, name, "a list");
    return;
  }
  for (const auto item : node.items()) each(item);
}

std::vector<std::string> ConfigReader::texts(yaml::Node node, std::string_view name) {
  if (node.is_string()) return {text(node, name)};
  std::vector<std::string> all;
  list(node, name, [&](yaml::Node item) { all.push_back(text(item, name)); });
  return all;
}

std::vector<const lint::Rule*> ConfigReader::chosen(yaml::Node at,
                                                    const std::vector<std::string>& entries) {
  if (entries.empty()) return {};
  auto chosen = lint::choose(rules_, {entries, {}});
  if (chosen) return std::move(chosen).value();
  problem(at, chosen.error().message, chosen.error().hint);
  return {};
}

std::vector<std::string> ConfigReader::selection(yaml::Node node, std::string_view name) {
  auto entries = texts(node, name);
  for (const auto& entry : entries) chosen(node, {entry});
  return entries;
}

std::vector<const lint::Rule*> ConfigReader::rules(yaml::Node node, std::string_view name) {
  return chosen(node, texts(node, name));
}

std::vector<RuleSeverity> ConfigReader::severities(yaml::Node node) {
  std::vector<RuleSeverity> all;
  if (!node) return all;
  if (!node.is_mapping()) {
    wrong(node, "severities", "a mapping of rules to severities");
    return all;
  }
  std::map<const lint::Rule*, std::string_view> names;
  for (const auto [key, value] : node.entries()) {
    const auto named = chosen(key, {std::string(key.text())});
    // The beginning of several ids and, behind it, one of them are no contradiction.
    if (const auto* rule = lint::find_rule(rules_, key.text())) {
      const auto [first, is_new] = names.emplace(rule, key.text());
      if (!is_new && first->second != key.text())
        problem(key,
                in_backticks(key.text()) + " is the same rule as " + in_backticks(first->second),
                "remove one of them");
    }
    std::optional<lint::Severity> severity;
    bool known = value.text() == "off" || value.is_false();  // YAML 1.1 reads `off` as false
    for (const auto each : {lint::Severity::error, lint::Severity::warning, lint::Severity::info}) {
      if (value.text() != lint::to_string(each)) continue;
      severity = each;
      known = true;
    }
    if (!known)
      problem(value, "unknown severity " + in_backticks(value.text()),
              "choices: error, warning, info, off");
    for (const auto* rule : named) {
      std::erase_if(all, [&](const RuleSeverity& earlier) { return earlier.rule == rule; });
      all.push_back({rule, severity});  // the last word counts
    }
  }
  return all;
}

/// Patterns below the configuration's directory, of which each is an environment.
std::vector<std::string> ConfigReader::environments(yaml::Node node) {
  const auto check = [this](yaml::Node item) {
    const auto name = item.text();
    const auto path = "/" + std::string(name) + "/";
    if (name.starts_with('!'))
      problem(item, "an entry of `environments` cannot exclude: " + in_backticks(name),
              "list the directories that are environments; the rest is shared by all of them");
    else if (path.find("/../") != std::string::npos || path.find("/./") != std::string::npos)
      problem(item, in_backticks(name) + " is not a path below the config file",
              "write the path from the directory of the config file, for example `deploy/dev`");
    else if (!name.empty() && name.find_first_not_of('/') == std::string_view::npos)
      problem(item, in_backticks(name) + " names no directory", "for example `deploy/dev`");
  };
  if (node.is_string()) check(node);
  for (const auto item : node.items())
    if (item.is_string()) check(item);
  return texts(node, "environments");
}

std::string ConfigReader::fail_on(yaml::Node node) {
  auto value = text(node, "fail-on");
  constexpr std::string_view kChoices[] = {"error", "warning", "info", "never"};
  if (node && std::ranges::find(kChoices, value) == std::end(kChoices))
    problem(node, "invalid value for `fail-on`: " + in_backticks(node.text()),
            "choices: error, warning, info, never");
  return value;
}

std::string ConfigReader::severity(yaml::Node node) {
  auto value = text(node, "severity");
  constexpr std::string_view kChoices[] = {"error", "warning", "info"};
  if (std::ranges::find(kChoices, value) == std::end(kChoices))
    problem(node, in_backticks(node.text()) + " is no severity", "choices: error, warning, info");
  return value;
}

std::string ConfigReader::nodes(yaml::Node node) {
  auto value = text(node, "nodes");
  if (value != "none" && value != "some" && node.is_string())
    problem(node, in_backticks(node.text()) + " does not say whether the cluster has nodes",
            "choices: none (only Fargate's), some");
  return value;
}

void ConfigReader::profile(yaml::Node node) {
  if (node.is_mapping())
    fargate::read_inline_profile(node, reading_.config.declared);
  else if (auto file = text(node, "profiles"); !file.empty())
    reading_.config.profiles.push_back(std::move(file));
}

void ConfigReader::override_entry(yaml::Node node) {
  if (!mapping(node, Section::override, "an override")) return;
  Override entry;
  entry.paths = texts(node["paths"], "paths");
  entry.ignore = rules(node["ignore"], "ignore");
  entry.severities = severities(node["severities"]);
  const bool is_empty = node["paths"].is_sequence() && entry.paths.empty();
  if (!node["paths"] || is_empty)
    problem(node, "override without `paths`", "name files or directories");
  reading_.config.overrides.push_back(std::move(entry));
}

void ConfigReader::workload(yaml::Node node) {
  if (!mapping(node, Section::workload, "a workload")) return;
  kube::DeclaredWorkload workload;
  workload.kind = text(node["kind"], "kind");
  if (const auto group = node["apiGroup"]; group && !(group.is_string() && group.text().empty()))
    workload.group = text(group, "apiGroup");
  workload.template_path = text(node["template"], "template");
  if (!node["kind"]) problem(node, "workload without `kind`", "for example `kind: Worker`");
  if (!node["template"])
    problem(node, "workload without `template`",
            "name the field with the Pod template, for example `template: spec.template`");
  const auto& path = workload.template_path;
  if (path.starts_with('.') || path.ends_with('.') || path.find("..") != std::string::npos ||
      path.find_first_of(" /") != std::string::npos)
    problem(node["template"], in_backticks(path) + " is not a field path",
            "separate field names with dots, for example `spec.template`");
  if (workload.group.find('/') != std::string::npos)
    problem(node["apiGroup"], in_backticks(workload.group) + " includes a version",
            "write only the group: " + workload.group.substr(0, workload.group.find('/')));
  if (kube::find_workload_kind(workload.group, workload.kind) != nullptr ||
      kube::is_builtin_kind(workload.group, workload.kind))
    problem(node["kind"], in_backticks(workload.kind) + " is a known kind and cannot be redefined",
            "remove this entry: `workloads` declares kinds that fargate-lint does not know");
  reading_.config.workloads.push_back(std::move(workload));
}

void ConfigReader::suppression(yaml::Node node) {
  if (!mapping(node, Section::suppression, "a suppression")) return;
  Suppression entry;
  entry.where = yaml::locate(node);
  entry.rules = texts(node["rules"], "rules");
  entry.paths = texts(node["paths"], "paths");
  entry.namespaces = texts(node["namespaces"], "namespaces");
  entry.objects = texts(node["objects"], "objects");
  entry.containers = texts(node["containers"], "containers");
  entry.reason = text(node["reason"], "reason");
  entry.until = text(node["until"], "until");
  if (entry.rules.empty())
    problem(node, "suppression without `rules`", "name the rules to suppress");
  for (const auto& object : entry.objects)
    if (object.find('/') == std::string::npos)
      problem(node["objects"], in_backticks(object) + " is not KIND/NAME",
              "write KIND/NAME, for example `Deployment/" + object + "`");
  reading_.config.suppressions.push_back(std::move(entry));
}

/// Keys that are not there leave what the configuration has.
void ConfigReader::top(yaml::Node root) {
  if (!root || root.is_null()) return;  // only comments: nothing is said
  if (!mapping(root, Section::top, "the configuration")) return;
  auto& config = reading_.config;
  const auto take = [&](std::string_view key, auto& value, auto reader) {
    if (const auto node = root[key]) value = reader(node, key);
  };
  const auto take_list = [&](std::string_view key, auto& values, auto each) {
    if (const auto node = root[key]) {
      values = {};
      list(node, key, each);
    }
  };
  const auto text_of = [this](yaml::Node node, std::string_view key) { return text(node, key); };
  const auto texts_of = [this](yaml::Node node, std::string_view key) { return texts(node, key); };
  const auto rules_of = [this](yaml::Node node, std::string_view key) {
    return selection(node, key);
  };
  take("include", config.include, texts_of);
  take("exclude", config.exclude, texts_of);
  take("environments", config.environments,
       [this](yaml::Node node, std::string_view) { return environments(node); });
  take("select", config.select, rules_of);
  take("ignore", config.ignore, rules_of);
  take("severities", config.severities,
       [this](yaml::Node node, std::string_view) { return severities(node); });
  take_list("overrides", config.overrides, [this](yaml::Node item) { override_entry(item); });
  take("fail-on", config.fail_on,
       [this](yaml::Node node, std::string_view) { return fail_on(node); });
  take("severity", config.severity,
       [this](yaml::Node node, std::string_view) { return severity(node); });
  take("baseline", config.baseline, text_of);
  if (root["profiles"]) config.declared = {};
  take_list("profiles", config.profiles, [this](yaml::Node item) { profile(item); });
  take("cluster", config.cluster, text_of);
  take("nodes", config.nodes, [this](yaml::Node node, std::string_view) { return nodes(node); });
  take("region", config.region, text_of);
  take("namespace", config.ns, text_of);
  take_list("workloads", config.workloads, [this](yaml::Node item) { workload(item); });
  take_list("suppressions", config.suppressions, [this](yaml::Node item) { suppression(item); });
}

}  // namespace

std::span<const std::string_view> keys_of(Section section) {
  switch (section) {
    case Section::top: return kTopKeys;
    case Section::override: return kOverrideKeys;
    case Section::workload: return kWorkloadKeys;
    case Section::suppression: return kSuppressionKeys;
  }
  throw InternalError("a section is one of four");
}

namespace {

/// Reads the text over what `reading` has.
void read_over(Reading& reading, const std::string& text, const std::string& path,
               lint::RuleList rules) {
  ConfigReader config(rules, reading);
  std::vector<yaml::Piece> pieces;
  yaml::split(text, pieces);
  std::size_t documents = 0;
  for (const auto& piece : pieces) {
    yaml::Reader reader;
    if (reader.read(piece.text, {path, piece.line + 1, 1}) != yaml::Outcome::ok) {
      const auto& error = reader.error();
      config.problem(error.span.begin, error.message, error.help);
      return;
    }
    for (const auto& duplicate : reader.find_duplicates()) {
      const auto key = duplicate.last;
      config.problem(key, "duplicate key " + in_backticks(key.text()), "remove one of them");
    }
    const auto root = reader.document().root();
    if (!root || root.is_null()) continue;
    if (++documents == 2)
      config.problem(root, "a config file has only one document", "remove the `---` line");
    if (documents == 1) config.top(root);
  }
  std::ranges::stable_sort(reading.problems, {}, [](const Problem& problem) {
    return std::pair(problem.line, problem.column);
  });
}

}  // namespace

Reading read(std::string text, const std::string& path, lint::RuleList rules) {
  Reading reading;
  reading.config.path = path;
  read_over(reading, text, path, rules);
  return reading;
}

bool is_setting(std::string_view text) {
  const auto equals = text.find('=');
  return equals != std::string_view::npos && equals != 0 &&
         text.substr(0, equals).find_first_not_of("abcdefghijklmnopqrstuvwxyz-") ==
             std::string_view::npos;
}

std::optional<Error> set(Config& config, const std::string& setting, lint::RuleList rules) {
  Reading reading{std::move(config), {}};
  const auto equals = setting.find('=');
  read_over(reading, setting.substr(0, equals) + ": " + setting.substr(equals + 1), "--config",
            rules);
  config = std::move(reading.config);
  if (setting.substr(0, equals) == "profiles") config.profiles_are_named = true;
  if (setting.substr(0, equals) == "baseline") config.baseline_is_named = true;
  if (reading.problems.empty()) return std::nullopt;
  const auto& problem = reading.problems.front();
  return Error{"`--config " + setting + "`: " + problem.message, problem.hint};
}

}  // namespace fargate_lint::config
