#include <cstdint>
#include <optional>
#include <string>

#include "list.hpp"
#include "support/fixes.hpp"
#include "support/sizes.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::int64_t kMebibyte = std::int64_t{1024} * 1024;

/// The most memory that the pod may request to stay in the smaller size.
kube::Quantity at_most(const fargate::Rung& smaller) {
  return kube::Quantity::from_units(
      (std::int64_t{smaller.mebibytes} - fargate::kOverheadMebibytes) * kMebibyte);
}

/// The request that keeps the pod in the smaller size, in whole MiB; nothing if lowering this one
/// is not enough, because the rest is too much, or the sidecars beside an init container are.
std::optional<std::string> lowered(const fargate::DecidingRequest& request,
                                   const fargate::Size& size, const fargate::Rung& smaller) {
  const auto most = at_most(smaller);
  const auto amount = request.amount - (size.memory - most);
  const auto mebibytes = amount.units() / kMebibyte;
  if (amount <= kube::Quantity() || mebibytes == 0 || request.rest > most) {
    return std::nullopt;
  }
  return std::to_string(mebibytes) + "Mi";
}

void check(const PodContext& pod, FindingSink& out) {
  const auto size = decided_size(pod);
  if (!size || !size->rung || !size->bare_rung || size->bare_rung == size->rung) return;
  const auto& bare = *size->bare_rung;
  const auto request = fargate::deciding_request(pod.pod, "memory");
  if (!request) return;
  auto finding =
      out.add(request->field, say("only the 256 MB that Fargate adds make this {} in place of {}",
                                  seen(format(*size->rung)), seen(format(bare))));
  finding.container(request->container->name);
  if (size->if_decimal_overhead == size->bare_rung) {
    finding.severity(Severity::info)
        .note("undecided: whether the 256 MB are 10^6 or 2^20 bytes each");
  }
  const auto smaller = lowered(*request, *size, bare);
  // Some kinds state memory in their own units, and without what their operator adds.
  const bool is_stated = request->container->find_stated("memory") != nullptr;
  if (!smaller || is_stated) {
    finding.help("request memory of " + quote(kube::format_memory(at_most(bare))) +
                 std::string(counted_together(pod)) + " to get " + format(bare));
    return;
  }
  finding.help("request " + quote("memory: " + *smaller) + " in place of " +
               quote(request->field.text()) + " to get " + format(bare));
  attach(finding, false, replace_scalar(request->field, *smaller));
}

}  // namespace

constinit const Rule overhead_step = define(
    {
        .id = "FG505",
        .name = "overhead-step",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "only the 256 MB that Fargate adds make the pod a size larger",
        .why = "Fargate adds 256 MB to the memory that a pod requests, for the Kubernetes "
               "components that run beside it, and then rounds up to the next size it sells. "
               "Requests of round numbers such as 512Mi, 1Gi or 2Gi fit a size exactly, and the "
               "addition pushes them to the next one: the pod pays for capacity it did not ask "
               "for.",
        .fix = "request 256Mi less than the size that is meant, such as 1792Mi in place of 2Gi",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html",
        .fix_kind = FixKind::unsafe,
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
      resources:
        requests:
          cpu: 250m
          memory: 2Gi
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
      resources:
        requests:
          cpu: 250m
          memory: 1792Mi
)",
    },
    check);

}  // namespace fargate_lint::rules
