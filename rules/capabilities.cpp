#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "list.hpp"
#include "support/fixes.hpp"
#include "support/text.hpp"
#include "support/violations.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kPrefix = "CAP_";

struct Advice {
  std::string_view capability;
  std::string_view help;
};
constexpr std::array<Advice, 5> kAdvice = {{
    {"ALL", "add only the capabilities that the container needs"},
    {"IPC_LOCK",
     "remove it and disable memory locking in the application (Vault: `disable_mlock = true`, "
     "Elasticsearch: `bootstrap.memory_lock: false`)"},
    {"NET_ADMIN",
     "remove it, or run the Pod on EC2 nodes if it changes routes or firewall rules (a VPN, a "
     "service mesh's init container)"},
    {"SYS_ADMIN",
     "remove it, or run the Pod on EC2 nodes if it mounts file systems or builds images"},
    {"SYS_PTRACE", "remove it, or run debuggers and tracers on EC2 nodes"},
}};

/// Refused for ordinary clusters, though the validator knows a switch that permits them
/// (mahakagi/kubernetes e76e199d, fargate_pod_validator.go; aws/containers-roadmap#2162).
constexpr std::array<std::string_view, 4> kPermittedByAws = {"IPC_LOCK", "LINUX_IMMUTABLE",
                                                             "SYS_PTRACE", "SYS_RESOURCE"};

std::string upper(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return result;
}

/// The name as Fargate spells it.
std::string spell(std::string_view written) {
  std::string name = upper(written);
  if (name.starts_with(kPrefix)) name.erase(0, kPrefix.size());
  return name;
}

void report(const fargate::Violation& violation, FindingSink& out) {
  const std::string name = spell(violation.detail);
  const auto quoted = quote(violation.detail);
  if (fargate::is_permitted_capability(name)) {
    auto finding = add(out, violation,
                       say("capability {} is not permitted on Fargate unless it is spelled {}",
                           quoted, quote(name)));
    finding.help("write " + quote(name) + ", in upper case and without the prefix " +
                 quote(kPrefix));
    attach(finding, true, replace_scalar(violation.field, name));
    return;
  }
  auto finding = add(out, violation, say("capability {} is not permitted on Fargate", quoted));
  const auto* advice = std::ranges::find(kAdvice, name, &Advice::capability);
  if (advice != kAdvice.end()) finding.help(advice->help);
  if (std::ranges::find(kPermittedByAws, name) != kPermittedByAws.end()) {
    finding.note("only AWS can enable this capability for a cluster; it is off by default");
  }
}

void check(const PodContext& pod, FindingSink& out) {
  for (const auto& violation : violations_of(pod, fargate::Cause::capability)) {
    report(violation, out);
  }
}

}  // namespace

constinit const Rule capabilities = define(
    {
        .id = "FG104",
        .name = "capabilities",
        .severity = Severity::error,
        .since = "0.1.0",
        .summary = "container adds a Linux capability that Fargate does not permit",
        .why = "Containers on Fargate can add only AUDIT_WRITE, CHOWN, DAC_OVERRIDE, FOWNER, "
               "FSETID, KILL, MKNOD, NET_BIND_SERVICE, NET_RAW, SETFCAP, SETGID, SETPCAP, SETUID "
               "and SYS_CHROOT, spelled exactly like this. Any other name, lower case or the "
               "prefix `CAP_` makes Fargate refuse the Pod, which stays Pending. Capabilities can "
               "always be dropped.",
        .fix = "remove it from `capabilities.add`, or run the Pod on EC2 nodes",
        .page = "https://docs.aws.amazon.com/eks/latest/best-practices/pod-security.html",
        .event = "Pod not supported on Fargate: invalid SecurityContext fields: Capabilities "
                 "added: NET_ADMIN",
        .symptoms = "invalid SecurityContext fields: Capabilities added: SYS_PTRACE",
        .fix_kind = FixKind::safe,
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: vpn
spec:
  containers:
    - name: app
      image: example.com/vpn:2
      securityContext:
        capabilities:
          add:
            - NET_ADMIN
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: proxy
spec:
  containers:
    - name: app
      image: nginx
      securityContext:
        capabilities:
          drop:
            - ALL
          add:
            - NET_BIND_SERVICE
)",
    },
    check);

}  // namespace fargate_lint::rules
