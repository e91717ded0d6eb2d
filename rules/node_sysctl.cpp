#include <string>
#include <string_view>
#include <vector>

#include "list.hpp"
#include "support/command_line.hpp"
#include "support/sysctls.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kProcSys = "/proc/sys/";

/// A sysctl that a container's command line sets.
struct Setting {
  std::string key;  ///< as normalize_sysctl() writes it
  yaml::Node item;
};

/// The key of `KEY=VALUE` behind `sysctl`; empty for flags, and for `KEY` alone, which only reads.
std::string_view key_of(std::string_view word) {
  const auto equals = word.find('=');
  return equals == std::string_view::npos || word.starts_with('-') ? std::string_view()
                                                                   : word.substr(0, equals);
}

/// What is written to: `echo 262144 > /proc/sys/vm/max_map_count`, `… | tee /proc/sys/…`.
bool is_written(const std::vector<Word>& words, std::size_t at) {
  if (words[at].text.starts_with('>')) return true;
  return at > 0 && (words[at - 1].text.ends_with('>') || words[at - 1].text == "tee" ||
                    words[at - 1].text == "-a");
}

std::vector<Setting> settings_of(const kube::Container& container) {
  std::vector<Setting> settings;
  if (!mentions(container, {"sysctl", kProcSys})) return settings;
  const auto words = words_of_command_line(container);
  bool in_sysctl = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i].text;
    const auto path = word.find(kProcSys);
    if (word.empty()) {  // the command ends
      in_sysctl = false;
    } else if (word == "sysctl" || word.ends_with("/sysctl")) {
      in_sysctl = true;
    } else if (path != std::string_view::npos && is_written(words, i)) {
      settings.push_back({normalize_sysctl(word.substr(path + kProcSys.size())), words[i].item});
    } else if (const auto key = key_of(word); in_sysctl && !key.empty()) {
      settings.push_back({normalize_sysctl(key), words[i].item});
    }
  }
  return settings;
}

void report(const Setting& setting, const kube::Container& container, FindingSink& out) {
  const auto key = quote(setting.key);
  const bool privileged = container.security_context()["privileged"].is_true();
  auto finding = out.add(
      setting.item,
      privileged
          ? say("sets sysctl {} on the node, and Fargate refuses privileged containers", key)
          : say("sets sysctl {} on the node, which fails in an unprivileged container", key));
  finding.container(container.name);
  if (setting.key == "vm.max_map_count")
    finding.help(
        "remove the command and configure the application to work without it "
        "(Elasticsearch: `node.store.allow_mmap: false`), or run the Pod on EC2 nodes");
}

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& container : pod.pod.containers)
    for (const auto& setting : settings_of(container))
      if (!is_namespaced_sysctl(setting.key)) report(setting, container, out);
}

}  // namespace

constinit const Rule node_sysctl = define(
    {
        .id = "FG123",
        .name = "node-sysctl",
        .severity = Severity::warning,
        .since = "0.2.0",
        .summary = "container sets a sysctl of the node",
        .why = "A sysctl such as `vm.max_map_count` applies to the whole node. A container needs "
               "privileged mode to set it, which Fargate refuses; in an unprivileged container the "
               "command fails. The application has to work with the value of the Fargate node.",
        .fix = "remove the command and configure the application to work without it, or run the "
               "Pod on EC2 nodes",
        .page = "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: search
spec:
  initContainers:
    - name: sysctl
      image: busybox
      command: [sysctl, -w, vm.max_map_count=262144]
  containers:
    - name: app
      image: elasticsearch:8.17.0
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: search
spec:
  initContainers:
    - name: sysctl
      image: busybox
      command: [sysctl, vm.max_map_count]
  containers:
    - name: app
      image: elasticsearch:8.17.0
)",
    },
    check);

}  // namespace fargate_lint::rules
