#include "support/sysctls.hpp"

#include <algorithm>
#include <array>

#include "support/command_line.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::array<std::string_view, 5> kNamespaced = {"kernel.shm", "kernel.msg", "fs.mqueue.",
                                                         "net.", "kernel.sem"};

/// Kubernetes 1.34, pkg/kubelet/sysctl/safe_sysctls.go.
constexpr std::array<std::string_view, 12> kSafe = {"kernel.shm_rmid_forced",
                                                    "net.ipv4.ip_local_port_range",
                                                    "net.ipv4.tcp_syncookies",
                                                    "net.ipv4.ping_group_range",
                                                    "net.ipv4.ip_unprivileged_port_start",
                                                    "net.ipv4.ip_local_reserved_ports",
                                                    "net.ipv4.tcp_keepalive_time",
                                                    "net.ipv4.tcp_fin_timeout",
                                                    "net.ipv4.tcp_keepalive_intvl",
                                                    "net.ipv4.tcp_keepalive_probes",
                                                    "net.ipv4.tcp_rmem",
                                                    "net.ipv4.tcp_wmem"};

constexpr std::string_view kProcSys = "/proc/sys/";

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

}  // namespace

std::string normalize_sysctl(std::string_view name) {
  std::string dotted(name);
  const auto first = dotted.find_first_of("./");
  if (first == std::string::npos || dotted[first] == '.') return dotted;
  for (char& c : dotted) {
    if (c == '/') {
      c = '.';
    } else if (c == '.') {
      c = '/';
    }
  }
  return dotted;
}

bool is_namespaced_sysctl(std::string_view name) {
  return std::ranges::any_of(kNamespaced,
                             [name](std::string_view prefix) { return name.starts_with(prefix); });
}

bool is_safe_sysctl(std::string_view name) {
  return std::ranges::find(kSafe, name) != kSafe.end();
}

std::vector<SysctlSetting> sysctls_set_by(const kube::Container& container) {
  std::vector<SysctlSetting> settings;
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

std::string help_for_sysctl(std::string_view name) {
  if (is_safe_sysctl(name))
    return "remove the container and set " + quote(name) +
           " in the Pod's `securityContext.sysctls`, which Fargate accepts";
  const std::string without = "remove the command and configure the application to work without ";
  // aws/containers-roadmap#1452 and #967
  if (name == "vm.max_map_count")
    return without + quote(name) +
           " (Elasticsearch: `node.store.allow_mmap: false`), or run the "
           "Pod on EC2 nodes";
  return without + quote(name) + ", or run the Pod on EC2 nodes";
}

}  // namespace fargate_lint::rules
