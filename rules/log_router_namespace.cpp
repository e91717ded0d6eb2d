#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>

#include "base/nearest.hpp"
#include "fargate/log_router.hpp"
#include "kube/fields.hpp"
#include "list.hpp"
#include "support/log_router.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

using fargate::kLogRouterConfig;
using fargate::kLogRouterNamespace;

constexpr std::array<std::string_view, 4> kKeys = {"filters.conf", "output.conf", "parsers.conf",
                                                   fargate::kRouterSwitch};

/// The key that is most likely meant; empty if none is close.
std::string_view nearest_key(std::string_view text) {
  constexpr std::size_t kMostEdits = 4;
  const auto distance = [text](std::string_view key) {
    return edit_distance(text, key, Letters::as_written);
  };
  const auto nearest = std::ranges::min_element(kKeys, {}, distance);
  return distance(*nearest) <= kMostEdits ? *nearest : std::string_view();
}

void check_keys(const kube::Object& config, FindingSink& out) {
  for (const auto [key, value] : config.node["data"].entries()) {
    if (std::ranges::find(kKeys, key.text()) != kKeys.end()) continue;
    const auto meant = nearest_key(key.text());
    auto finding = out.add(value, say("log router does not read key {}", quote(key.text())));
    finding.help(meant.empty() ? "remove it; the keys are `filters.conf`, `output.conf`, "
                                 "`parsers.conf` and `flb_log_cw`"
                               : "did you mean " + quote(meant) + "?");
  }
}

/// The ConfigMap with the router's name, in whatever namespace; `given`: the user chose the
/// default.
void check_namespace(const kube::Object& config, bool given, FindingSink& out) {
  const auto metadata = config.metadata();
  if (config.ns == kLogRouterNamespace) return;
  if (config.ns_assumed && !given) {
    out.add(place_of(config, metadata["name"]),
            say("log router reads `aws-logging` only in namespace `aws-observability`"))
        .severity(Severity::info)
        .note("undecided: the namespace is not set; " + quote(config.ns) + " is assumed")
        .help("set `namespace: aws-observability`");
    return;
  }
  out.add(place_of(config, metadata["namespace"]),
          say("log router reads `aws-logging` in namespace `aws-observability`, not in {}",
              quote(config.ns)))
      .help("set `namespace: aws-observability`");
}

/// A ConfigMap in the router's namespace that has its keys and not its name.
void check_name(const kube::Object& config, FindingSink& out) {
  if (!config.node["data"]["output.conf"]) return;
  out.add(place_of(config, config.metadata()["name"]),
          say("log router reads ConfigMap `aws-logging`, not {}", quote(config.name)))
      .help("rename it to `aws-logging`");
}

/// The label of the namespace switches the router on.
void check_label(const RunContext& run, const kube::Object* config, FindingSink& out) {
  const auto& inventory = run.inventory();
  const auto* space =
      config == nullptr ? inventory.find(kube::kinds::name_space, "", kLogRouterNamespace)
                        : inventory.find(kube::kinds::name_space, "", kLogRouterNamespace, *config);
  // FG005 speaks of one that is given several times.
  if (space == nullptr &&
      inventory.is_ambiguous(kube::kinds::name_space, "", kLogRouterNamespace, config))
    return;
  constexpr Words kMessage =
      "namespace `aws-observability` lacks the label `aws-observability: enabled`";
  constexpr std::string_view kHelp =
      "add the label: without it, Fargate does not read `aws-logging`";
  if (space == nullptr) {
    if (config == nullptr) return;
    const bool complete = run.inventory().holds_all(kube::kinds::name_space);
    out.add(place_of(*config, config->metadata()["name"]),
            say(complete ? Words("namespace `aws-observability` does not exist")
                         : Words("namespace `aws-observability` may lack its label")))
        .severity(complete ? Severity::warning : Severity::info)
        .note(complete ? "the input is declared complete"
                       : "undecided: the Namespace is not in the input")
        .help("create the Namespace with the label `aws-observability: enabled`");
    return;
  }
  const auto labels = space->labels();
  const auto label = labels["aws-observability"];
  if (kube::text_of(label) == "enabled") return;
  auto of_this = out.about(*space);
  const auto where = label ? label : labels ? labels : space->metadata();
  auto finding = of_this.add(where ? where : space->node, say(kMessage));
  finding.help(kHelp);
  if (config == nullptr) {
    finding.severity(Severity::info).note("undecided: `aws-logging` is not in the input");
  } else {
    finding.related("the log router configuration", place_of(*config, config->metadata()["name"]));
  }
}

void check(const RunContext& run, FindingSink& out) {
  // Of each environment the one that the router reads.
  std::map<kube::Environment, const kube::Object*> read;
  for (const auto* config : run.inventory().of_kind(kube::kinds::config_map)) {
    auto of_this = out.about(*config);
    if (config->name == kLogRouterConfig) {
      check_namespace(*config, run.reading.default_namespace_given, of_this);
    } else if (config->ns == kLogRouterNamespace) {
      check_name(*config, of_this);
    }
    if (!is_log_router_config(*config)) continue;
    check_keys(*config, of_this);
    if (config->ns == kLogRouterNamespace) read.emplace(config->environment, config);
  }
  if (read.empty()) check_label(run, nullptr, out);
  for (const auto& [environment, config] : read) {
    auto of_this = out.about(*config);
    check_label(run, config, of_this);
  }
}

}  // namespace

constinit const Rule log_router_namespace = define(
    {
        .id = "FG602",
        .name = "log-router-namespace",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "the log router does not find its configuration",
        .why = "Fargate's log router is switched on by a single ConfigMap: `aws-logging` in "
               "namespace `aws-observability`, which must have the label `aws-observability: "
               "enabled`. With another name, another namespace, a misspelt key or without the "
               "label, the log router does not see it. Nothing fails: pods run, and their logs "
               "are lost.",
        .fix = "name the ConfigMap `aws-logging`, create it in namespace `aws-observability`, and "
               "give the namespace the label `aws-observability: enabled`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html",
        .event = "Disabled logging because aws-logging configmap was not found. configmap "
                 "\"aws-logging\" not found",
        .symptoms = "LoggingDisabled: LOGGING_CONFIGMAP_NOT_FOUND",
        .fires = R"(apiVersion: v1
kind: Namespace
metadata:
  name: aws-observability
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: aws-logging
  namespace: aws-observability
data:
  output.conf: |
    [OUTPUT]
        Name  cloudwatch_logs
        Match *
        region eu-central-1
        log_group_name shop
)",
        .silent = R"(apiVersion: v1
kind: Namespace
metadata:
  name: aws-observability
  labels:
    aws-observability: enabled
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: aws-logging
  namespace: aws-observability
data:
  output.conf: |
    [OUTPUT]
        Name  cloudwatch_logs
        Match *
        region eu-central-1
        log_group_name shop
)",
    },
    check);

}  // namespace fargate_lint::rules
